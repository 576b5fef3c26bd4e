"""What a file is, told by its content: kinds, pictures made clean, archives counted, previews drawn.

`looking` runs in a process of its own, with limits of time and memory, since what it opens is other people's; `kinds`,
`pictures` and `archives` are what it knows. `examining` asks it, and gives back a verdict in words.
"""
