"""The commands, one module each: the file is the command's name, its docstring the help, its function `run` the work.

The first line of the module's docstring stands in the list of `lowcode --help`; the docstring and the annotated
arguments of `run` are the help of the command. A `_` in the file name is a `-` on the command line. A module is
imported when its command is called, so what it imports at its top costs the other commands nothing.
"""
