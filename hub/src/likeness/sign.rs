use super::amount::Apart;
use super::unit::Same;
use super::work::Works;

/// One thing in which two sides agree or differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// The letters of both names.
    Name(Alike),
    /// 一期 and 二期, 第一批 and 第二批.
    Phase(Marked),
    /// 一标段, 包2.
    Lot(Marked),
    /// Years that a name says.
    Span(Years),
    /// Numbers that belong to what a thing is called: 第一小学.
    Number,
    /// 教育 and 卫生.
    Subject,
    /// What is done: building, maintaining, supervising.
    Work(Done),
    /// Whose it is.
    Unit(Owned),
    /// Money.
    Amount(Sum),
    /// So many years lie between them.
    Year(u8),
}

/// How two names are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alike {
    /// How much of what both say both say, of a thousand.
    pub(super) share: u16,
    /// What they have in common tells so much, in thousandths of a bit.
    pub(super) both: i32,
    /// What only one of them says, of the one that says less.
    pub(super) less: i32,
    pub(super) equal: bool,
}

/// How two marks compare of which at least one is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marked {
    /// Both say the same.
    Same,
    /// One says more than the other.
    Partly,
    /// Only one says something, and it may go without saying: the first phase, a lot.
    OneFirst,
    /// Only one says something, which does not go without saying.
    One,
    /// They differ.
    Differ,
}

/// How years of names compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Years {
    /// Both names say the same years.
    Same,
    /// Only some years are the same.
    Partly,
    /// One name says a year, and it is the other side's year.
    Fits,
    /// As `Fits`, and it is done every year: papers are often signed in the year before.
    FitsYearly,
    /// One name says a year, and nobody knows the other side's.
    One,
    /// One name says a year, and the other side's is the one before or after.
    Near,
    /// Other years.
    Differ,
    /// Neither says a year, and what is done every year was done in different years.
    Yearly,
    /// Neither says a year, and what is done every year was done in the same year.
    YearlySame,
    /// Neither says a year, and of what is done every year one is of no known year.
    YearlyUnknown,
}

/// How what is done compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    pub(super) how: Doing,
    pub(super) left: Works,
    pub(super) right: Works,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doing {
    Same,
    /// Only one is an upgrade.
    Upgrade,
    /// Some of it is the same.
    Partly,
    Differ,
}

/// How units compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owned(pub(super) Same);

/// How money compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum(pub(super) Apart);

impl Sign {
    /// Whether a person has to decide, whatever else agrees.
    #[must_use]
    pub fn bars(self) -> bool {
        match self {
            Self::Phase(how) => !matches!(how, Marked::Same | Marked::OneFirst),
            Self::Lot(how) => matches!(how, Marked::Partly | Marked::Differ),
            Self::Span(how) => matches!(
                how,
                Years::Partly
                    | Years::One
                    | Years::Near
                    | Years::Differ
                    | Years::Yearly
                    | Years::YearlyUnknown
            ),
            Self::Number | Self::Subject => true,
            Self::Work(done) => done.how != Doing::Same,
            Self::Unit(owned) => owned.0 == Same::No,
            Self::Amount(Sum(apart)) => matches!(apart, Apart::Alike(201..) | Apart::Share(1001..)),
            Self::Year(apart) => apart > 2,
            Self::Name(_) => false,
        }
    }

    /// Whether units tell, apart from the name, that both are one.
    pub(super) fn is_same_unit(self) -> bool {
        matches!(
            self,
            Self::Unit(Owned(Same::Code | Same::Name | Same::Office))
        )
    }

    /// Whether it is the same sum, and not a round one: no two projects share it by chance.
    pub(super) fn is_same_odd_sum(self) -> bool {
        matches!(self, Self::Amount(Sum(Apart::Equal)))
    }

    /// Whether it is the same sum, which few projects share by chance.
    pub(super) fn is_same_sum(self) -> bool {
        matches!(self, Self::Amount(Sum(Apart::Equal | Apart::EqualRound)))
    }

    /// Whether one sum may have become the other.
    pub(super) fn is_fitting_sum(self) -> bool {
        let Self::Amount(Sum(apart)) = self else {
            return false;
        };
        match apart {
            Apart::Equal | Apart::EqualRound | Apart::EqualVeryRound => true,
            Apart::Alike(permille) => permille <= 20,
            Apart::Share(permille) => (700..=1000).contains(&permille),
        }
    }

    /// Whether both are of one time.
    pub(super) fn is_in_time(self) -> bool {
        matches!(self, Self::Year(0 | 1) | Self::Span(Years::Same))
    }

    /// Whether it may be another of what is done every year.
    pub(super) fn is_one_of_years(self) -> bool {
        matches!(self, Self::Span(Years::YearlySame | Years::FitsYearly))
    }

    /// Whether it is far less than might be spent: a part of it, or of another project.
    pub(super) fn is_part_of_sum(self) -> bool {
        matches!(self, Self::Amount(Sum(Apart::Share(..700))))
    }
}
