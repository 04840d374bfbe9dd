/// On which side of a statement something happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// It has not gone out.
    Before,
    /// Its answer is there, but nobody has seen it.
    After,
}

impl Moment {
    /// How points are named by it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
        }
    }
}
