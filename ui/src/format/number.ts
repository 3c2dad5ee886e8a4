// Writes plain numbers: exact, with thousands parted by a narrow no-break space.

const exact = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 });
const oneDecimal = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

const NARROW_SPACE = '\u202f';

/** What the API says, never rounded up: half a CPU is "0.5". */
export function number(value: number): string {
  return exact.format(value).replaceAll(',', NARROW_SPACE);
}

export function decimal(value: number): string {
  return oneDecimal.format(value).replaceAll(',', NARROW_SPACE);
}
