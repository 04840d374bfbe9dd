//! The size of a selection.

/// What a selection holds once its fragments are expanded; sums saturate, so no document can make
/// them wrap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Fields directly in the selection.
    pub roots: usize,
    /// Fields at any depth, without those of introspection.
    pub fields: usize,
    /// The longest chain of fields, without introspection.
    pub depth: usize,
    /// Aliases anywhere.
    pub aliases: usize,
    /// Directives anywhere.
    pub directives: usize,
    /// Fields weighted by the page sizes above them.
    pub cost: u64,
    /// Fields at or below `__schema` and `__type`.
    pub introspection_fields: usize,
    /// The longest chain of such fields.
    pub introspection_depth: usize,
}

impl Tally {
    /// Adds a selection that stands beside what is here.
    pub(super) fn add(&mut self, other: Self) {
        self.roots = self.roots.saturating_add(other.roots);
        self.fields = self.fields.saturating_add(other.fields);
        self.depth = self.depth.max(other.depth);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.saturating_add(other.directives);
        self.cost = self.cost.saturating_add(other.cost);
        self.introspection_fields = self
            .introspection_fields
            .saturating_add(other.introspection_fields);
        self.introspection_depth = self.introspection_depth.max(other.introspection_depth);
    }

    /// Puts a field above what is here, which repeats it `page` times.
    pub(super) fn below_field(self, page: u64) -> Self {
        Self {
            roots: 1,
            fields: self.fields.saturating_add(1),
            depth: self.depth.saturating_add(1),
            cost: self.cost.saturating_mul(page).saturating_add(1),
            ..self
        }
    }

    /// Puts `__schema` or `__type` above what is here: all of it counts as introspection.
    pub(super) fn below_introspection(self) -> Self {
        let fields = self.fields.saturating_add(self.introspection_fields);
        Self {
            roots: 1,
            fields: 0,
            depth: 0,
            cost: 1,
            introspection_fields: fields.saturating_add(1),
            introspection_depth: self.depth.max(self.introspection_depth).saturating_add(1),
            ..self
        }
    }
}
