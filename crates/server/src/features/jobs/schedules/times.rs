//! When does a recurring job run? Reads presets and cron texts, and names the times in a time zone. A time that daylight saving skips comes
//! at the end of the gap, one that it repeats comes once.

use chrono::{DateTime, Datelike, Days, NaiveDate};
use chrono_tz::Tz;
use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};

use crate::clock::from_micros;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recurrence {
    Inactive,
    Daily,
    Weekly,
    Monthly,
    Custom,
}

impl Recurrence {
    /// The command line says on-demand where the API says inactive.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "inactive" | "on-demand" => Self::Inactive,
            "daily" => Self::Daily,
            "weekly" => Self::Weekly,
            "monthly" => Self::Monthly,
            "custom" => Self::Custom,
            _ => return None,
        })
    }

    pub fn text(self) -> &'static str {
        match self {
            Self::Inactive => "inactive",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
            Self::Custom => "custom",
        }
    }

    /// At four in the morning: every day, on Sundays, on the first of the month.
    pub fn preset(self) -> Option<&'static str> {
        match self {
            Self::Daily => Some("0 4 * * *"),
            Self::Weekly => Some("0 4 * * 0"),
            Self::Monthly => Some("0 4 1 * *"),
            Self::Inactive | Self::Custom => None,
        }
    }
}

/// What is wrong, and in which field of the recurrence.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    pub field: &'static str,
    pub text: String,
}

fn problem(field: &'static str, text: impl Into<String>) -> Problem {
    Problem { field, text: text.into() }
}

/// The times of a recurring job.
#[derive(Clone, Debug)]
pub struct Rule {
    cron: Cron,
    zone: Tz,
}

const LONGEST: usize = 200;
/// Between two leap days there are eight years at most.
const YEARS_LOOKED_AT: i32 = 12;
const MOST_COUNTED: usize = 1000;

impl Rule {
    /// None for what runs on demand only.
    pub fn read(recurrence: Recurrence, cron: &str, zone: &str) -> Result<Option<Self>, Problem> {
        let zone = read_zone(zone)?;
        let text = match recurrence {
            Recurrence::Inactive => return Ok(None),
            Recurrence::Custom => cron.trim(),
            other => other.preset().unwrap_or_default(),
        };
        Ok(Some(Self { cron: read_cron(text)?, zone }))
    }

    /// The first time after this moment.
    pub fn next(&self, after: i64) -> Option<i64> {
        let found = self.cron.find_next_occurrence(&self.local(after), false).ok()?;
        Some(found.timestamp_micros()).filter(|next| *next > after)
    }

    /// The last time up to this moment.
    pub fn latest(&self, until: i64) -> Option<i64> {
        let found = self.cron.find_previous_occurrence(&self.local(until), true).ok()?;
        // What daylight saving moves is found from before only.
        let mut latest = Some(found.timestamp_micros()).filter(|at| *at <= until)?;
        while let Some(next) = self.next(latest).filter(|next| *next <= until) {
            latest = next;
        }
        Some(latest)
    }

    pub fn upcoming(&self, after: i64, count: usize) -> Vec<i64> {
        std::iter::successors(self.next(after), |last| self.next(*last)).take(count).collect()
    }

    /// How many times there are from this one on, before that one; it is not counted beyond a thousand.
    pub fn count(&self, from: i64, before: i64) -> usize {
        std::iter::successors(Some(from), |last| self.next(*last)).take_while(|at| *at < before).take(MOST_COUNTED).count()
    }

    /// As people write it there.
    pub fn shown(&self, at: i64) -> String {
        self.local(at).format("%Y-%m-%d %H:%M").to_string()
    }

    fn local(&self, micros: i64) -> DateTime<Tz> {
        from_micros(micros).with_timezone(&self.zone)
    }
}

pub fn read_zone(name: &str) -> Result<Tz, Problem> {
    name.parse().map_err(|_| {
        let name = crate::error::shorten(name);
        problem(
            "recurrence.timezone",
            format!("There is no time zone {name}. Choose one by continent and city, for example Europe/Berlin."),
        )
    })
}

fn read_cron(text: &str) -> Result<Cron, Problem> {
    const FIELD: &str = "recurrence.cron";
    let count = text.split_whitespace().count();
    if count == 0 {
        return Err(problem(FIELD, "Enter a cron text of five fields: minute, hour, day of the month, month, day of the week."));
    }
    if count != 5 || text.len() > LONGEST {
        let found = if text.len() > LONGEST { "this text is too long".into() } else { format!("this one has {count}") };
        return Err(problem(
            FIELD,
            format!("A cron text has five fields (minute, hour, day of the month, month, day of the week); {found}."),
        ));
    }
    let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
    let cron = parser.parse(text).map_err(|error| {
        let why = crate::error::shorten_to(&error.to_string(), 200);
        problem(FIELD, format!("This is no valid cron text. {why}"))
    })?;
    if !ever_comes(&cron) {
        return Err(problem(FIELD, "This day never comes."));
    }
    Ok(cron)
}

/// Looking for the 30th of February would take the library thousands of years.
fn ever_comes(cron: &Cron) -> bool {
    let first = NaiveDate::from_ymd_opt(2024, 1, 1);
    let days = std::iter::successors(first, |day| day.checked_add_days(Days::new(1)));
    days.take_while(|day| day.year() < 2024 + YEARS_LOOKED_AT).any(|day| {
        let weekday = croner::Weekday::from_days_from_sunday(day.weekday().num_days_from_sunday());
        let matches_day = cron.pattern.day_match(day.year(), day.month(), day.day(), weekday).unwrap_or(false);
        matches_day && cron.pattern.month_match(day.month()).unwrap_or(false)
    })
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn rule(cron: &str, zone: &str) -> Rule {
        Rule::read(Recurrence::Custom, cron, zone).unwrap().unwrap()
    }

    /// A moment in UTC.
    fn at(text: &str) -> i64 {
        chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap().and_utc().timestamp_micros()
    }

    fn upcoming(cron: &str, zone: &str, after: &str, count: usize) -> Vec<String> {
        let times = rule(cron, zone).upcoming(at(after), count);
        times.into_iter().map(|time| chrono::Utc.timestamp_micros(time).unwrap().format("%Y-%m-%d %H:%M").to_string()).collect()
    }

    #[test]
    fn a_time_in_the_gap_of_spring_comes_once_at_its_end() {
        // 02:30 does not exist on 29 March 2026 in Berlin (02:00 becomes 03:00, 01:00 UTC) nor on 8 March in New York.
        let berlin = upcoming("30 2 * * *", "Europe/Berlin", "2026-03-27 12:00", 4);
        assert_eq!(berlin, ["2026-03-28 01:30", "2026-03-29 01:00", "2026-03-30 00:30", "2026-03-31 00:30"]);
        let new_york = upcoming("30 2 * * *", "America/New_York", "2026-03-06 12:00", 4);
        assert_eq!(new_york, ["2026-03-07 07:30", "2026-03-08 07:00", "2026-03-09 06:30", "2026-03-10 06:30"]);
    }

    #[test]
    fn a_time_in_the_overlap_of_autumn_comes_once() {
        let berlin = upcoming("30 2 * * *", "Europe/Berlin", "2026-10-24 12:00", 3);
        assert_eq!(berlin, ["2026-10-25 00:30", "2026-10-26 01:30", "2026-10-27 01:30"]);
        let new_york = upcoming("30 1 * * *", "America/New_York", "2026-10-31 12:00", 3);
        assert_eq!(new_york, ["2026-11-01 05:30", "2026-11-02 06:30", "2026-11-03 06:30"]);
    }

    #[test]
    fn what_runs_every_half_hour_goes_on_through_both_changes() {
        for (zone, spring, autumn) in
            [("Europe/Berlin", "2026-03-29 00:15", "2026-10-25 00:15"), ("America/New_York", "2026-03-08 06:15", "2026-11-01 05:15")]
        {
            for start in [spring, autumn] {
                let times = rule("*/30 * * * *", zone).upcoming(at(start), 6);
                let steps: Vec<i64> = times.windows(2).map(|pair| (pair[1] - pair[0]) / 60_000_000).collect();
                assert_eq!(steps, [30; 5], "{zone} from {start}");
            }
        }
    }

    #[test]
    fn four_in_the_morning_is_four_in_the_morning_all_year() {
        let times = Rule::read(Recurrence::Daily, "ignored", "Europe/Berlin").unwrap().unwrap();
        for (after, expected) in [("2026-03-28 12:00", "2026-03-29 04:00"), ("2026-10-24 12:00", "2026-10-25 04:00")] {
            assert_eq!(times.shown(times.next(at(after)).unwrap()), expected);
        }
    }

    #[test]
    fn leap_days_come_every_four_years_and_not_in_2100() {
        assert_eq!(upcoming("0 12 29 2 *", "Etc/UTC", "2026-01-01 00:00", 3), ["2028-02-29 12:00", "2032-02-29 12:00", "2036-02-29 12:00"]);
        assert_eq!(upcoming("0 12 29 2 *", "Etc/UTC", "2096-03-01 00:00", 1), ["2104-02-29 12:00"]);
        assert_eq!(upcoming("0 0 L 2 *", "Etc/UTC", "2027-01-01 00:00", 2), ["2027-02-28 00:00", "2028-02-29 00:00"]);
    }

    #[test]
    fn presets_are_at_four_and_the_week_begins_on_sunday() {
        let next = |recurrence: Recurrence| {
            let rule = Rule::read(recurrence, "", "Asia/Taipei").unwrap().unwrap();
            rule.shown(rule.next(at("2026-11-23 12:00")).unwrap())
        };
        assert_eq!(next(Recurrence::Daily), "2026-11-24 04:00");
        assert_eq!(next(Recurrence::Weekly), "2026-11-29 04:00");
        assert_eq!(next(Recurrence::Monthly), "2026-12-01 04:00");
        assert!(Rule::read(Recurrence::Inactive, "nonsense", "Asia/Taipei").unwrap().is_none());
    }

    #[test]
    fn what_cannot_be_read_says_why_and_in_which_field() {
        let bad = [
            ("", "five fields"),
            ("0 4 * *", "this one has 4"),
            ("0 0 4 * * *", "this one has 6"),
            ("@daily", "this one has 1"),
            ("61 4 * * *", "no valid cron text"),
            ("0 4 * * funday", "no valid cron text"),
            ("0 0 30 2 *", "never comes"),
            ("0 0 31 4,6 *", "never comes"),
        ];
        for (cron, why) in bad {
            let found = Rule::read(Recurrence::Custom, cron, "Etc/UTC").unwrap_err();
            assert!(found.field == "recurrence.cron" && found.text.contains(why), "{cron}: {found:?}");
        }
        let found = Rule::read(Recurrence::Daily, "", "Mars/Olympus").unwrap_err();
        assert!(found.field == "recurrence.timezone" && found.text.contains("Mars/Olympus"), "{found:?}");
    }

    #[test]
    fn the_latest_time_is_the_one_that_next_has_given_also_in_a_gap() {
        let rule = rule("30 2 * * *", "Europe/Berlin");
        assert_eq!(rule.latest(at("2026-03-29 05:00")), Some(at("2026-03-29 01:00")));
        assert_eq!(rule.latest(at("2026-03-30 00:30")), Some(at("2026-03-30 00:30")));
        assert_eq!(rule.count(at("2026-03-28 01:30"), at("2026-03-31 00:30")), 3);
    }
}
