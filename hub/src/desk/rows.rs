/// A row with what is to happen to it.
#[derive(Clone, Debug)]
pub(crate) struct Row<M> {
    model: M,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Stored,
    /// It stands in no row of its table.
    Elsewhere,
    Changed,
    New,
}

/// Rows to be put back.
#[derive(Debug)]
pub(crate) struct Dirty<M> {
    /// Those that no table holds yet.
    pub(crate) new: Vec<M>,
    pub(crate) changed: Vec<M>,
}

impl<M> Row<M> {
    pub(crate) fn stored(model: M) -> Self {
        Self {
            model,
            state: State::Stored,
        }
    }

    pub(crate) fn new(model: M) -> Self {
        Self {
            model,
            state: State::New,
        }
    }

    pub(crate) fn get(&self) -> &M {
        &self.model
    }

    /// Gives the row for changing; it will be put back.
    pub(crate) fn change(&mut self) -> &mut M {
        self.state = match self.state {
            State::Stored | State::Changed => State::Changed,
            State::Elsewhere | State::New => State::New,
        };
        &mut self.model
    }

    /// Gives the row for noting what is written in another way than by putting it back.
    pub(crate) fn note(&mut self) -> &mut M {
        &mut self.model
    }

    pub(crate) fn is_dirty(&self) -> bool {
        matches!(self.state, State::Changed | State::New)
    }
}

/// Rows of one table.
#[derive(Clone, Debug)]
pub(crate) struct Rows<M>(Vec<Row<M>>);

impl<M> Default for Rows<M> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<M> Rows<M> {
    pub(crate) fn hold(&mut self, stored: M) {
        self.0.push(Row::stored(stored));
    }

    /// Holds what is stored, but in no row of the table.
    pub(crate) fn hold_elsewhere(&mut self, stored: M) {
        self.0.push(Row {
            model: stored,
            state: State::Elsewhere,
        });
    }

    pub(crate) fn add(&mut self, new: M) {
        self.0.push(Row::new(new));
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &M> {
        self.0.iter().map(Row::get)
    }

    /// The rows that will be put back.
    pub(crate) fn dirty(&self) -> impl Iterator<Item = &M> {
        self.0.iter().filter(|row| row.is_dirty()).map(Row::get)
    }

    /// Gives the first row that fits for changing.
    pub(crate) fn change(&mut self, fits: impl Fn(&M) -> bool) -> Option<&mut M> {
        self.0
            .iter_mut()
            .find(|row| fits(row.get()))
            .map(Row::change)
    }

    /// Has the rows that fit stored elsewhere from now on. Gives those that the table holds.
    pub(crate) fn settle_elsewhere(&mut self, fits: impl Fn(&M) -> bool) -> Vec<&mut M> {
        let mut left = Vec::new();
        for row in self.0.iter_mut().filter(|row| fits(row.get())) {
            let was = std::mem::replace(&mut row.state, State::Elsewhere);
            if matches!(was, State::Stored | State::Changed) {
                left.push(&mut row.model);
            }
        }
        left
    }

    /// Takes out the rows that do not fit.
    pub(crate) fn remove(&mut self, goes: impl Fn(&M) -> bool) -> Vec<M> {
        let (gone, stay) = std::mem::take(&mut self.0)
            .into_iter()
            .partition(|row| goes(row.get()));
        self.0 = stay;
        let gone: Vec<Row<M>> = gone;
        gone.into_iter().map(|row| row.model).collect()
    }
}

impl<M> Rows<M> {
    /// Adds the rows to be put back to others; none is left here.
    pub(crate) fn drain_into(&mut self, dirty: &mut Dirty<M>) {
        for row in std::mem::take(&mut self.0) {
            match row.state {
                State::Stored | State::Elsewhere => {}
                State::Changed => dirty.changed.push(row.model),
                State::New => dirty.new.push(row.model),
            }
        }
    }
}

impl<M> Default for Dirty<M> {
    fn default() -> Self {
        Self {
            new: Vec::new(),
            changed: Vec::new(),
        }
    }
}

impl<M: Clone> Rows<M> {
    /// The rows to be put back; afterwards they count as stored.
    pub(crate) fn take_dirty(&mut self) -> Vec<M> {
        let dirty = self.0.iter_mut().filter(|row| row.is_dirty());
        dirty
            .map(|row| {
                row.state = State::Stored;
                row.model.clone()
            })
            .collect()
    }
}
