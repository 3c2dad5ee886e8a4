// Writes amounts with their units. A no-break space keeps a value and its unit on one line.
import { format as words } from '../messages/en/format';
import { decimal, number } from './number';

const SPACE = '\u00a0';

export type Resource = 'cpu' | 'memory' | 'gpu';

/** Amounts in cores, GiB and pieces. */
export type Amounts = Record<Resource, number>;

export const unitOf: Record<Resource, string> = { cpu: 'CPU', memory: 'GiB', gpu: 'GPU' };

export function amount(value: number, resource: Resource): string {
  return `${number(value)}${SPACE}${unitOf[resource]}`;
}

/** "8 CPU · 48 GiB · 1 GPU"; no GPU is not mentioned. */
export function resources({ cpu, memory, gpu }: Amounts): string {
  const parts = [amount(cpu, 'cpu'), amount(memory, 'memory')];
  if (gpu > 0) parts.push(amount(gpu, 'gpu'));
  // A line may break after the dot, never before it.
  return parts.join(`${SPACE}· `);
}

/** Sizes of volumes, which are kept in GiB. */
export function volume(gib: number): string {
  return gib >= 1024 ? `${number(gib / 1024)}${SPACE}TiB` : `${number(gib)}${SPACE}GiB`;
}

/** Sizes of files and transfers, which people know in decimal units. */
export function bytes(value: number): string {
  const units = ['kB', 'MB', 'GB', 'TB', 'PB'];
  if (value < 1000) return `${number(Math.round(value))}${SPACE}B`;
  let rest = value / 1000;
  let unit = 0;
  // 999.95 kB would be written "1000.0 kB".
  while (rest >= 999.95 && unit < units.length - 1) {
    rest /= 1000;
    unit += 1;
  }
  return `${decimal(rest)}${SPACE}${units[unit]}`;
}

/** "5.3 of 8.4 GB": the unit is written once when both have the same. */
export function bytesOf(done: number, total: number): string {
  const [left, right] = [bytes(done), bytes(total)];
  const [value, unit] = left.split(SPACE);
  return right.endsWith(`${SPACE}${unit}`) ? words.of(value ?? left, right) : words.of(left, right);
}

/** Never rounded up, so that "100 %" means done. */
export function percent(value: number): string {
  return `${Math.floor(value)}${SPACE}%`;
}
