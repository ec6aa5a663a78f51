"""What Markup does, step by step."""

# region: markup
from markupsafe import Markup

name = "<blink>hacker</blink>"

print(Markup("<strong>Hello %s!</strong>") % name)
print(Markup.escape(name))
print(Markup("<em>Marked up</em> &raquo; HTML").striptags())
print(Markup("<p>") + name)
print("<p>" + name)
# endregion
