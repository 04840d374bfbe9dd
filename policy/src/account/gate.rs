use serde::Serialize;

use super::{Cited, Titled, cited::facts};
use crate::{
    assessment::{Assessment, Blocker, Gate, GateStatus},
    pack::{Bilingual, Pack},
    vocabulary::Family,
    words::Words,
};

/// A step that some provision can close.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GateAccount {
    /// Its name.
    pub gate: Titled,
    /// Whether the step may be taken.
    pub open: bool,
    /// The provisions that close it.
    pub blocked_by: Vec<ProvisionAtGate>,
    /// The provisions that would, had no exception been recorded.
    pub opened_by_exception: Vec<ProvisionAtGate>,
    /// The provisions that cannot be judged, with what is missing.
    pub needs: Vec<ProvisionAtGate>,
}

/// What a provision has to do with a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProvisionAtGate {
    /// The provision.
    #[serde(flatten)]
    pub cited: Cited,
    /// The facts used.
    pub because: Vec<Bilingual>,
    /// What is missing to tell; empty where it is decided.
    pub missing: Vec<Titled>,
}

impl GateAccount {
    /// The gates that the packs have rules for.
    pub(super) fn all(pack: &Pack, assessment: &Assessment) -> Vec<Self> {
        let gates = assessment.gates.iter();
        gates
            .filter(|gate| gate.status != GateStatus::NoRule)
            .map(|gate| Self::of(pack, gate))
            .collect()
    }

    fn of(pack: &Pack, gate: &Gate) -> Self {
        let term = Words::of(pack).term(Family::Gate, &gate.gate);
        let at = |blockers: &[Blocker]| {
            let found = blockers.iter().filter_map(|blocker| {
                let provision = pack.provision(&blocker.provision)?;
                Some(ProvisionAtGate {
                    cited: Cited::of(pack, provision),
                    because: facts(pack, &blocker.because).collect(),
                    missing: Vec::new(),
                })
            });
            found.collect()
        };
        Self {
            gate: Titled::of(&gate.gate, term),
            open: gate.status == GateStatus::Open,
            blocked_by: at(&gate.blockers),
            opened_by_exception: at(&gate.opened_by_exception),
            needs: needs(pack, gate),
        }
    }
}

/// What is missing, by the provision that asks for it.
fn needs(pack: &Pack, gate: &Gate) -> Vec<ProvisionAtGate> {
    let mut found: Vec<ProvisionAtGate> = Vec::new();
    for need in &gate.needs {
        let missing = Titled::needs(std::slice::from_ref(&need.fact), pack);
        let present = found
            .iter_mut()
            .find(|at| at.cited.provision == need.provision);
        match (present, pack.provision(&need.provision)) {
            (Some(at), _) => at.missing.extend(missing),
            (None, Some(provision)) => found.push(ProvisionAtGate {
                cited: Cited::of(pack, provision),
                because: Vec::new(),
                missing,
            }),
            (None, None) => {}
        }
    }
    found
}
