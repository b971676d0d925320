"""The demo's line commands: trouble is started and stopped by name, the books are printed."""

import json
from collections.abc import Callable, Mapping, Sequence

from core.demo.scenarios import Scenario

HELP = """\
scenarios     what can be made to go wrong, and what is on
start NAME    cause it
stop NAME     end it
hold          let no more customers in; what is under way goes on to its end
go            let them in again
books         what the services say they did, as one line of JSON on stdout
quit          end the demo (as Ctrl+C does)"""


class Console:
    """Obeys one line after the other."""

    def __init__(
        self,
        scenarios: Sequence[Scenario],
        actions: Mapping[str, Callable[[], object]],
        books: Callable[[], object],
        say: Callable[[str], None],
        show: Callable[[str], None],
    ) -> None:
        self.is_over = False
        self._scenarios = {one.name: one for one in scenarios}
        self._actions = actions
        self._books = books
        self._say = say
        self._show = show

    def obey(self, line: str) -> None:
        """Do what a line asks; say what is wrong with it otherwise."""
        word, _, rest = line.strip().partition(" ")
        if word in ("start", "stop"):
            self._switch(word, rest.strip())
        elif word == "scenarios":
            self._list()
        elif word == "books":
            self._show(json.dumps(self._books()))
        elif word in self._actions:
            self._actions[word]()
        elif word in ("quit", "exit"):
            self.is_over = True
        elif word:
            known = word in ("help", "?")
            self._say(HELP if known else f"{word!r} is not a command; these are:\n{HELP}")

    def _switch(self, word: str, name: str) -> None:
        scenario = self._scenarios.get(name)
        if scenario is None:
            self._say(f"there is no scenario {name!r}; there are: {', '.join(self._scenarios)}")
        elif word == "start":
            scenario.start()
            self._say(f"{name} is on. {scenario.promise}")
        else:
            scenario.stop()
            self._say(f"{name} is off")

    def _list(self) -> None:
        for scenario in self._scenarios.values():
            self._say(f"{'on ' if scenario.is_on else 'off'} {scenario.name}: {scenario.promise}")
