"""What Flowscope carries besides code; its icons come from QtAwesome or are painted."""
