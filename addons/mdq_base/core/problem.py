"""A problem that was found, as an English sentence that still knows its parts, so that it can be said in any language."""


class Problem(str):
    """A sentence with named parts; parts may be problems themselves.

    >>> found = Problem("seal %(number)s: %(what)s", number=3, what=Problem("entries were removed"))
    >>> found
    'seal 3: entries were removed'
    >>> found.say({"seal %(number)s: %(what)s": "封存 %(number)s：%(what)s", "entries were removed": "记录被删除"}.get)
    '封存 3：记录被删除'
    """

    def __new__(cls, template, **parts):
        problem = super().__new__(cls, template % parts if parts else template)
        problem.template, problem.parts = template, parts
        return problem

    def say(self, translate):
        """Return the sentence with `translate` of its template and of the templates in its parts."""
        parts = {name: part.say(translate) if isinstance(part, Problem) else part for name, part in self.parts.items()}
        words = translate(self.template) or self.template
        return words % parts if parts else words


_lt = Problem  # the name by which the catalogues find the sentences
