"""One question of the form: all that is known of it in one record."""

from __future__ import annotations

from dataclasses import dataclass

from troposphere import Parameter

from formatter.settings import Variable


@dataclass(frozen=True)
class Question:
    """A parameter with its label.

    Attributes:
        name: the parameter's.
        label: the question as owners see it.
        help: what stands below it; for somebody who never saw Security Hub.
        default: the answer where nothing is changed; None: must be answered.
        choices: all answers, where there are only some.
        pattern: regular expression of the whole answer, else; https://docs.oracle.com/javase/8/docs/api/java/util/regex/Pattern.html
        longest: most characters of the answer.
        wrong: what the owner reads when pattern or length refuse an answer, beginning with `must`.
        variable: the function's environment variable that carries the answer.
    """

    name: str
    label: str
    help: str
    default: str | None = None
    choices: tuple[str, ...] = ()
    pattern: str = ""
    longest: int = 0
    wrong: str = ""
    variable: Variable | None = None

    def parameter(self) -> Parameter:
        """Return the question as CloudFormation asks it."""
        known = {
            "Default": self.default,
            "AllowedValues": list(self.choices) or None,
            "AllowedPattern": self.pattern or None,
            "MaxLength": self.longest or None,
            "ConstraintDescription": self.wrong or None,
        }
        given = {name: value for name, value in known.items() if value is not None}
        return Parameter(self.name, Type="String", Description=self.help, **given)


@dataclass(frozen=True)
class Group:
    """Questions that belong together."""

    label: str
    questions: tuple[Question, ...]
