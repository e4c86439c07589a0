"""Who is in which role, and how he came to it. Plain Python: ids in, ids out."""


def reach(implied):
    """Return {role: the roles it brings along, itself included}.

    >>> reach({1: {2}, 2: {3}})[1] == {1, 2, 3}
    True
    """
    found = {}
    for role in implied:
        found[role], waiting = {role}, [role]
        while waiting:
            new = implied.get(waiting.pop(), set()) - found[role]
            found[role] |= new
            waiting += new
    return found


def memberships(direct, implied):
    """Return {(user, role): None where the role is given itself, else the given role that brings it}.

    >>> memberships({(7, 1), (7, 9)}, {1: {2}})
    {(7, 1): None, (7, 2): 1, (7, 9): None}
    """
    reached = reach(implied)
    found = dict.fromkeys(sorted(direct))
    for user, role in sorted(direct):
        for other in sorted(reached.get(role, {role})):
            if (user, other) not in direct:
                found.setdefault((user, other), role)
    return dict(sorted(found.items()))


def conflicts(roles, pairs):
    """Return those pairs of roles that one person should not hold together, and holds.

    >>> conflicts({1, 2, 3}, [(1, 2), (1, 9)])
    [(1, 2)]
    """
    return [(one, other) for one, other in pairs if one in roles and other in roles]
