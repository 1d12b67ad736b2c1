//! Zones of single lines by their shape, and of captions and repeats by their neighbours.

use super::line::Item;
use super::{byline, dateline, furniture};
use crate::model::Zone;

/// Marks what is no running text. What stays without a zone is text, a heading or a title.
pub(super) fn mark(flat: &str, items: &mut [Item]) {
    for item in items.iter_mut().filter(|item| item.zone.is_none()) {
        item.zone = byline::zone(item.first_line(flat));
    }
    labels(flat, items);
    dateline::mark(flat, items);
    furniture::mark(flat, items);
    repeats(flat, items);
    captions(items);
    signature(flat, items);
}

/// A label of a byline and the names on the line below it.
fn labels(flat: &str, items: &mut [Item]) {
    for at in 0..items.len() {
        if items[at].zone.is_some() || !byline::is_label(items[at].first_line(flat)) {
            continue;
        }
        items[at].zone = Some(Zone::Byline);
        if let Some(next) = items.get_mut(at + 1)
            && next.zone.is_none()
            && next.look.characters <= 20
            && !next.look.has_stop
            && !next.is_ended()
        {
            next.zone = Some(Zone::Byline);
        }
    }
}

/// A line that says again how the line before it ended, or all of it.
fn repeats(flat: &str, items: &mut [Item]) {
    const SHORTEST: usize = 4;
    let mut before: Option<usize> = None;
    for at in 0..items.len() {
        if matches!(items[at].zone, Some(Zone::Furniture | Zone::Navigation)) {
            continue;
        }
        let is_menu = at > 0 && items[at - 1].zone == Some(Zone::Navigation);
        if is_menu && items[at].zone.is_none() && items[at].first_line(flat) == items[at - 1].first_line(flat) {
            items[at].zone = Some(Zone::Navigation);
            continue;
        }
        if items[at].zone.is_none() && items[at].look.characters >= SHORTEST {
            let words = items[at].first_line(flat);
            if before.is_some_and(|before| items[before].first_line(flat).ends_with(words)) {
                items[at].zone = Some(Zone::Repeated);
                continue;
            }
        }
        before = Some(at);
    }
}

/// A short closed line with a credit under it is the words of the picture.
fn captions(items: &mut [Item]) {
    const LONGEST: usize = 60;
    for at in 1..items.len() {
        let is_credit = items[at].zone == Some(Zone::Credit);
        let above = &mut items[at - 1];
        if is_credit && at > 1 && above.zone.is_none() && above.look.characters <= LONGEST {
            above.zone = Some(Zone::Caption);
        }
    }
}

/// A name alone under the last sentence signs the page.
fn signature(flat: &str, items: &mut [Item]) {
    let Some(last) = items.iter().rposition(|item| !matches!(item.zone, Some(Zone::Furniture | Zone::Navigation)))
    else {
        return;
    };
    if last > 0
        && items[last].zone.is_none()
        && byline::is_name(items[last].first_line(flat))
        && items[last - 1].is_ended()
    {
        items[last].zone = Some(Zone::Byline);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::zoned;
    use super::*;

    #[test]
    fn repeats_captions_and_signatures_are_set_apart() {
        let text = "新桥今日通车，沿线群众出行更方便。\n\n出行更方便。\n\n孩子们走过新桥。\n\n（县融媒体中心供图）\n\n明年还将建设二桥。\n\n罗小溪";
        let zones: Vec<Zone> = zoned(text).into_iter().map(|(zone, _)| zone).collect();
        use Zone::{Body, Byline, Caption, Credit, Repeated};
        assert_eq!(zones, [Body, Repeated, Caption, Credit, Body, Byline]);
    }
}
