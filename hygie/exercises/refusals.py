"""French sentences of the refusals of the room."""

from hygie.web.refusals import register


def declare() -> None:
    register(
        {
            "retex_validated": (
                "Le RETEX de cet exercice est déjà validé, le {on}. Rien n’a été changé\u00a0: "
                "pour corriger le jour ou le nom, modifiez l’exercice."
            ),
            "entered_by_others": (
                "{name} a déjà saisi cet exercice sur la plateforme nationale. Rien n’a été "
                "retiré\u00a0: voyez d’abord avec cet établissement."
            ),
        }
    )
