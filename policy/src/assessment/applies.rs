use std::cell::OnceCell;

use super::{judge::Context, judgement::Judgement, scene::Scene, verdict::Verdict};
use crate::{condition::Truth, pack::Provision};

/// Whether a provision applies. The verdict is made once something is reported that rests on it.
pub(super) struct Applies<'s, 'a> {
    scene: &'s Scene<'a>,
    provision: &'a Provision,
    pub(super) truth: Truth,
    verdict: OnceCell<Verdict>,
}

impl Applies<'_, '_> {
    pub(super) fn verdict(&self) -> &Verdict {
        let applies = || self.scene.applies(self.provision);
        self.verdict.get_or_init(applies)
    }
}

impl<'a> Scene<'a> {
    pub(super) fn whether_applies(&self, provision: &'a Provision) -> Applies<'_, 'a> {
        Applies {
            scene: self,
            provision,
            truth: self.applies(provision),
            verdict: OnceCell::new(),
        }
    }

    /// Whether a provision applies: within the pack's scope, and by its own condition.
    pub(super) fn applies<J: Judgement>(&self, provision: &Provision) -> J {
        match &self.pack.scope {
            Some(scope) if !provision.beyond_scope && self.is_out_of_scope() => {
                self.judge(scope, Context::PLAIN)
            }
            _ => self.judge(&provision.applies, Context::PLAIN),
        }
    }

    /// Whether the pack is known to have nothing to say of the project. A scope that cannot be
    /// told excludes nothing.
    pub(super) fn is_out_of_scope(&self) -> bool {
        let Some(scope) = &self.pack.scope else {
            return false;
        };
        self.holds(scope) == Truth::False
    }
}
