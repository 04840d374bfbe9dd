use shuniu_policy::Fen;

use super::File;

impl File {
    /// Brings the typed columns of the project in step with the values that count.
    pub(crate) fn resolve(&mut self) {
        let text = |file: &Self, name: &str| {
            file.fact(name)
                .and_then(|row| row.value.as_str().map(ToOwned::to_owned))
        };
        let money = |file: &Self, name: &str| {
            text(file, name)
                .and_then(|yuan| Fen::from_yuan(&yuan).ok())
                .map(Fen::get)
        };
        let now = self.project.get();
        let mut next = now.clone();
        if let Some(name) = text(self, "name") {
            next.name = name;
        }
        next.project_code = text(self, "project_code");
        next.project_type = text(self, "project_type");
        next.build_nature = text(self, "build_nature");
        next.budget_fen = money(self, "budget_yuan");
        next.investment_fen = money(self, "investment_yuan");
        if next != *now {
            *self.project.change() = next;
        }
    }
}
