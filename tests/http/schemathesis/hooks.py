"""Valid data may be refused only by a rule that JSON Schema cannot say, told by its code."""

import schemathesis

EXCUSED = {
    # Unique among active characters, whatever the spelling.
    "CHARACTER_ALREADY_EXISTS",
    # Unicode classes, canonical forms.
    "CHARACTER_NAME_INVALID",
    # A history is known to the server alone.
    "CHARACTER_VERSION_CONFLICT",
    "CHARACTER_LABEL_CONFLICT",
    "PRECONDITION_FAILED",
}
# Further rules of fields, by the beginning of what their issues say.
EXCUSED_ISSUES = (
    "must be an absolute http or https URL, or a path",
    "must not hold credentials",
    "must not hold a lone surrogate",
    # Inside JSON of the host's own.
    "must not hold NUL",
    "must hold at most 16384 bytes as JSON",
    "must be a finite number",
    "must not be nested deeper",
    "a key must",
    "must be what the character has",
    "this key is not allowed",
    # What two parameters may not say together.
    "must be 'name' where a label is given",
)


def is_excused(issue):
    # A name is judged by Unicode classes, wherever it stands.
    return issue["path"] == ["name"] or issue["message"].startswith(EXCUSED_ISSUES)


@schemathesis.check
def refuses_valid_data_for_a_named_rule_only(ctx, response, case):
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if response.status_code not in (400, 409, 412, 413, 415):
        return
    problem = response.json()
    if problem["code"] in EXCUSED:
        return
    # Where only a parameter is of interest, the body may be a placeholder.
    if isinstance(case.body, int):
        return
    issues = problem.get("issues", [])
    if issues and all(is_excused(issue) for issue in issues):
        return
    # All of a query together.
    if "What is looked for must take" in problem["detail"]:
        return
    # A key at any depth of a body.
    if "cursor" in problem["detail"] or "__proto__" in problem["detail"]:
        return
    raise AssertionError(f"valid data was refused: {problem}")
