use super::{Advance, Land, Landed};
use crate::fault::Fault;
use crate::sync::flood::{Flood, Tide, Verdict};
use crate::sync::lease;
use crate::sync::report::Counts;
use crate::transact::Tx;

impl Land<'_> {
    /// Gives up on a page that is part of a flood: nothing of it remains. Gives what the next one is
    /// judged with, and whether this one ended a flood.
    pub(super) async fn judge(
        &self,
        tx: &Tx,
        records: &[&Landed],
        counts: &Counts,
    ) -> Result<(Tide, bool), Fault> {
        let Some(Advance { hold, complete, .. }) = &self.advance else {
            return Ok((Tide::default(), false));
        };
        let Some(watch) = hold.watch else {
            return Ok((Tide::default(), false));
        };
        let page = Tide {
            new: counts.received - counts.unchanged - counts.refused,
            aside: counts.quarantined,
        };
        let mut wrong = records.iter().filter_map(|one| one.mapped.as_ref().err());
        match (watch.judge(page, *complete), wrong.next()) {
            (Verdict::Flood(tide), Some(first)) => {
                let flood = Flood::new(tx.now(), tide, (page, counts.received), first);
                let told = serde_json::to_string(&flood);
                let told = told.map_err(|error| Fault::corrupt("flood", error))?;
                Err(Fault::Refused(told))
            }
            (Verdict::Kept { tide, over: true }, _) if watch.trial.is_some() => {
                lease::dry(tx, self.connector(), self.of.stream, hold.fence).await?;
                Ok((tide, true))
            }
            (Verdict::Kept { tide, .. } | Verdict::Flood(tide), _) => Ok((tide, false)),
        }
    }
}
