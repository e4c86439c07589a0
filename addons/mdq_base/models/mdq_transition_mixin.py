from odoo import api, fields, models
from odoo.exceptions import UserError


class MdqTransitionMixin(models.AbstractModel):
    """A state that changes through declared transitions alone, and fields that only the server writes.

    Both are enforced in `create` and `write`, for every caller and every route. The server's own
    writes start above those checks, with `super().write` from inside this class: there is no word
    or flag that a caller could send.
    """

    _name = "mdq.transition.mixin"
    _description = "Declared Transitions"

    state_changed_by = fields.Many2one("res.users", readonly=True, copy=False)
    state_changed_on = fields.Datetime(readonly=True, copy=False)

    # -------------------------------------------------------------------------------------- hooks

    def _get_transitions(self):
        """Return {state: states that may follow}."""
        return {}

    def _get_guarded_fields(self):
        """Return the names of the fields that only the server writes; extend with `|`."""
        return {"state", "state_changed_by", "state_changed_on"}

    @api.model
    def _mdq_get_server_fields(self):
        return super()._mdq_get_server_fields() | self._get_guarded_fields()

    def _get_locked_states(self):
        """Return the states in which the content may no longer be changed."""
        return set()

    def _get_open_fields(self):
        """Return the names of fields that may be written even in a locked state."""
        return {name for name in self._fields if name.startswith(("message_", "activity_", "website_message_"))}

    # ---------------------------------------------------------------------------------- transitions

    def _move_to(self, target, reason=None):
        """Move all records to a state: transition declared, check passed, person and time stamped.

        `_check_move_to_<state>` may refuse; `_before_move_to_<state>` makes room for the move;
        `_after_move_to_<state>` does what follows from it.
        """
        self._check_declared(target)
        if not self:
            return True
        self._check_move(target)
        self._call_hook(f"_before_move_to_{target}")
        with self._mdq_reason(reason):
            self._write_guarded({
                "state": target, "state_changed_by": self.env.uid, "state_changed_on": fields.Datetime.now(),
            })
        self._call_hook(f"_after_move_to_{target}")
        return True

    def _check_declared(self, target):
        self.check_access("write")
        for record in self:
            if target not in record._get_transitions().get(record.state, ()):
                raise UserError(record._get_transition_refusal(target))

    def _check_move(self, target):
        """Refuse a declared move for what the records lack; extend for what holds whatever the target."""
        self._call_hook(f"_check_move_to_{target}")

    def _call_hook(self, name):
        if hasattr(self, name):
            getattr(self, name)()

    def _get_transition_refusal(self, target):
        labels = dict(self._fields["state"]._description_selection(self.env))
        allowed = [labels[state] for state in sorted(self._get_transitions().get(self.state, ()))]
        if not allowed:
            return self.env._(
                "%(record)s is %(state)s, and that is final. It cannot become %(target)s.",
                record=self.display_name, state=labels.get(self.state), target=labels.get(target, target),
            )
        return self.env._(
            "%(record)s is %(state)s and cannot become %(target)s. From here it can become: %(allowed)s.",
            record=self.display_name, state=labels.get(self.state), target=labels.get(target, target),
            allowed=", ".join(allowed),
        )

    def _write_guarded(self, vals):
        """Write server-only fields: the one way around the checks of `write`, and out of reach of RPC."""
        return super().write(vals)

    @api.model
    def _create_guarded(self, vals_list):
        """Create with values for server-only fields."""
        vals_list = [vals_list] if isinstance(vals_list, dict) else vals_list
        guarded = self._get_guarded_fields()
        records = self.create([{k: v for k, v in vals.items() if k not in guarded} for vals in vals_list])
        for record, vals in zip(records, vals_list, strict=True):
            record._write_guarded({k: v for k, v in vals.items() if k in guarded})
        return records

    # -------------------------------------------------------------------------------------- guards

    @api.model_create_multi
    def create(self, vals_list):
        records = self._mdq_without_defaults(self._get_guarded_fields())
        guarded = self._get_guarded_fields()
        asked = guarded & set().union(*vals_list)
        defaults = records.default_get(list(asked)) if asked else {}
        refused = {
            name for vals in vals_list for name in asked & set(vals)
            if (vals[name] or False) != (defaults.get(name) or False)
        }
        if refused:
            raise UserError(self._get_guarded_refusal(refused))
        return super(MdqTransitionMixin, records).create(records._prepare_own_vals(vals_list) if vals_list else [])

    @api.model
    def _prepare_own_vals(self, vals_list):
        """Return the values of new records with what the server itself gives them, guarded fields among it. Extend.

        Called after the caller's values were checked, so that a record goes in as it stays and is not written again.
        """
        return vals_list

    def write(self, vals):
        refused = self._get_guarded_fields() & set(vals)
        if refused:
            raise UserError(self._get_guarded_refusal(refused))
        self._check_not_locked(vals)
        return super().write(vals)

    def _check_not_locked(self, vals):
        locked_states = self._get_locked_states()
        if not locked_states or set(vals) <= self._get_open_fields():
            return
        for record in self:
            if record.state in locked_states:
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(self.env._(
                    "%(record)s is %(state)s: its content can no longer be changed.",
                    record=record.display_name, state=labels[record.state],
                ))

    def _get_guarded_refusal(self, names):
        labels = sorted(self._fields[name]._description_string(self.env) for name in names)
        return self.env._(
            "%(fields)s of %(model)s cannot be set directly. Use the actions of the record, which check and stamp it.",
            fields=", ".join(labels), model=self._description,
        )
