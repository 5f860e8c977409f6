"""The hand-written words of the demo, read from the files beside this one."""
