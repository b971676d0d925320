<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>&amp;As the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flowscope speaks it from its next start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Flowscope speaks this language from its next start.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
