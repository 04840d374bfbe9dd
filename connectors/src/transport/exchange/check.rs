use sea_orm::{ConnectionTrait, DatabaseConnection, TransactionTrait};

use super::{
    batch::Batches,
    reader::{Exchange, close},
};
use crate::{
    Failure,
    contract::{CheckReport, Stream},
};

impl Exchange {
    /// Looks whether the tables are there and we have our rights on them, without taking anything.
    pub(crate) async fn check(&self) -> Result<CheckReport, Failure> {
        let steps = self.attempts.repeat(|| self.look_around()).await?;
        Ok(CheckReport {
            system: self.system.as_str().to_owned(),
            contract: self.layout.version().to_owned(),
            steps,
        })
    }

    async fn look_around(&self) -> Result<Vec<String>, Failure> {
        let connection = self.within(self.connect()).await?;
        let steps = self.within(self.steps(&connection)).await;
        close(connection).await;
        steps
    }

    async fn steps(&self, connection: &DatabaseConnection) -> Result<Vec<String>, Failure> {
        let mut steps = vec!["the exchange database takes our login".to_owned()];
        for name in self.layout.streams() {
            let stream = Stream::new(name.to_owned());
            let source = self.source(connection, &stream).await?;
            let table = &source.table;
            let batches = if self.config.batches {
                Some(
                    self.batches(connection, &stream, Batches::default())
                        .await?,
                )
            } else {
                None
            };
            self.rows(connection, &source, None, batches.as_ref())
                .await?;
            steps.push(format!("{name}: {table} can be read"));
            for open in batches.iter().flat_map(|batches| &batches.open) {
                steps.push(format!(
                    "{name}: batch {} holds {} of {} rows and is not read yet",
                    open.number, open.held, open.stated
                ));
            }
            if !self.config.read_only {
                let sql = format!("UPDATE {table} SET \"flag\" = \"flag\" WHERE 1 = 0");
                self.may(connection, "mark", table, &sql).await?;
                steps.push(format!("{name}: {table} can be marked"));
            }
        }
        if self.takes_hand_overs() {
            let table = self.outbox_table();
            let sql = format!("INSERT INTO {table} SELECT * FROM {table} WHERE 1 = 0");
            self.may(connection, "lay hand-overs in", &table, &sql)
                .await?;
            steps.push(format!("hand-overs can be laid in {table}"));
        }
        Ok(steps)
    }

    /// Tries a statement that changes nothing, and takes it back.
    async fn may(
        &self,
        connection: &DatabaseConnection,
        act: &str,
        table: &str,
        sql: &str,
    ) -> Result<(), Failure> {
        let failed = |error: sea_orm::DbErr| self.trouble(act, table, &error);
        let tx = connection.begin().await.map_err(failed)?;
        tx.execute_raw(self.statement(sql, []))
            .await
            .map_err(failed)?;
        tx.rollback().await.map_err(failed)
    }
}
