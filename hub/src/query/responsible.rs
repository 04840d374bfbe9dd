use std::collections::BTreeSet;

use shuniu_entities::Scope;

use super::view::View;
use crate::fault::Fault;

/// Whose duties are listed, by the roles of the packs that a provision binds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Responsible {
    /// Anybody's.
    #[default]
    Anybody,
    /// The caller's, by its role and body; none for a caller who only looks.
    Caller,
    /// Those of these roles.
    Roles(Vec<String>),
}

impl View {
    /// The provisions that a list of duties comes down to, by those asked for and by whom they
    /// bind; nothing where it says nothing of provisions.
    pub(super) fn provisions(
        &self,
        scope: &Scope,
        (asked, responsible): (&[String], &Responsible),
    ) -> Result<Option<Vec<String>>, Fault> {
        let asked = (!asked.is_empty()).then(|| asked.to_vec());
        let borne = match responsible {
            Responsible::Anybody => None,
            Responsible::Caller => Some(self.borne(scope, &self.caller().responsible_as())),
            Responsible::Roles(roles) => {
                self.known_roles(scope, roles)?;
                let roles: Vec<&str> = roles.iter().map(String::as_str).collect();
                Some(self.borne(scope, &roles))
            }
        };
        Ok(match (asked, borne) {
            (asked, None) => asked,
            (None, Some(borne)) => Some(borne.into_iter().collect()),
            (Some(mut asked), Some(borne)) => {
                asked.retain(|one| borne.contains(one));
                Some(asked)
            }
        })
    }

    /// The provisions that bind any of the roles, by the law of what is seen.
    fn borne(&self, scope: &Scope, roles: &[&str]) -> BTreeSet<String> {
        let mut borne = BTreeSet::new();
        for place in scope.seen() {
            let law = self.hub().local_law(*place);
            let provisions = law.packs().iter().flat_map(|pack| &pack.provisions);
            let binding = provisions.filter(|one| {
                let mut bound = one.responsible.iter();
                one.has_duty() && bound.any(|role| roles.contains(&role.as_str()))
            });
            borne.extend(binding.map(|one| one.id.clone()));
        }
        borne
    }

    fn known_roles(&self, scope: &Scope, roles: &[String]) -> Result<(), Fault> {
        let laws = scope.seen().iter().map(|one| self.hub().local_law(*one));
        let laws: Vec<_> = laws.collect();
        let packs = laws.iter().flat_map(|law| law.packs());
        let known: BTreeSet<&str> = packs
            .flat_map(|pack| &pack.roles)
            .map(|role| role.key.as_str())
            .collect();
        match roles.iter().find(|role| !known.contains(role.as_str())) {
            None => Ok(()),
            Some(unknown) => {
                let known: Vec<&str> = known.into_iter().collect();
                let known = known.join(", ");
                let problem = format!("{unknown:?} is no role of the packs here; known: {known}");
                Err(Fault::invalid("filter.responsible", problem))
            }
        }
    }
}
