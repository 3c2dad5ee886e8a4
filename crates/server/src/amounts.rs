//! How are amounts kept and shown? Thousandths of a core and MiB in the database, cores and GiB with at most three decimals in the API.
//! Any amount that is accepted comes back exactly as it was given.

use crate::error::{Error, Result};

/// More than any machine has, and far from where sums could overflow.
const MOST: f64 = 1_000_000.0;

pub fn cores(milli: i64) -> f64 {
    milli as f64 / 1000.0
}

/// Three decimals tell neighbouring MiB apart, so 0.1 GiB is stored as 102 MiB and shown as 0.1 again.
pub fn gib(mib: i64) -> f64 {
    (mib as f64 / 1024.0 * 1000.0).round() / 1000.0
}

pub fn milli(field: &str, cores: f64) -> Result<i64> {
    Ok((checked(field, cores)? * 1000.0).round() as i64)
}

pub fn mib(field: &str, gib: f64) -> Result<i64> {
    Ok((checked(field, gib)? * 1024.0).round() as i64)
}

fn checked(field: &str, amount: f64) -> Result<f64> {
    if !amount.is_finite() || amount < 0.0 {
        return Err(Error::invalid(field, format!("{field} is {amount}; it has to be a number that is not negative.")));
    }
    if amount > MOST {
        return Err(Error::invalid(field, format!("{field} is {amount}; at most {MOST} is allowed.")));
    }
    let thousandths = amount * 1000.0;
    if (thousandths - thousandths.round()).abs() > 1e-6 * amount.max(1.0) {
        return Err(Error::invalid(field, format!("{field} is {amount}; at most three decimals are kept.")));
    }
    Ok(amount)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_half_is_a_half() {
        assert_eq!(milli("cpu", 0.5).map(cores).ok(), Some(0.5));
        assert_eq!(mib("memory", 0.5).map(gib).ok(), Some(0.5));
    }

    #[test]
    fn what_cannot_be_kept_is_refused() {
        for amount in [-1.0, f64::NAN, f64::INFINITY, 1e300, 0.0001] {
            assert!(milli("cpuLimit", amount).is_err(), "{amount}");
        }
    }

    proptest! {
        #[test]
        fn every_amount_with_three_decimals_comes_back(thousandths in 0i64..1_000_000_000) {
            let amount = thousandths as f64 / 1000.0;
            prop_assert_eq!(milli("cpu", amount).map(cores).ok(), Some(amount));
            prop_assert_eq!(mib("memory", amount).map(gib).ok(), Some(amount));
        }
    }
}
