// Turns a stream of log text into lines: joins pieces, follows carriage returns, reads times and levels.

export type LogLevel = 'warn' | 'bad' | 'fatal';

export type LogLine = {
  /** Counted from the first line that was read. */
  number: number;
  at?: string;
  /** May hold ANSI colours. */
  text: string;
  level?: LogLevel;
};

const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) ?/;
const ANSI = new RegExp(String.raw`\u001b\[[0-9;:?]*[A-Za-z]`, 'g');

const levels: [RegExp, LogLevel][] = [
  [/\b(CRITICAL|FATAL|Out of memory|OOMKilled)\b|^Traceback \(most recent call last\)|^\[C /, 'fatal'],
  [/\b(ERROR|Error:|Exception:)|^\[E /, 'bad'],
  [/\b(WARNING|WARN)\b|^\[W /, 'warn'],
];

export const withoutAnsi = (text: string) => text.replace(ANSI, '');

export const logLevel = (text: string): LogLevel | undefined =>
  levels.find(([pattern]) => pattern.test(withoutAnsi(text)))?.[1];

/** A progress bar writes the same line again and again; the last writing is the one to see. */
export function afterReturns(raw: string): string {
  const written = raw.replace(/\r+$/, '');
  const last = written.lastIndexOf('\r');
  if (last < 0) return written;
  const time = TIME.exec(written)?.[0] ?? '';
  const text = written.slice(last + 1);
  return TIME.test(text) ? text : time + text;
}

export function parseLine(raw: string, number: number): LogLine {
  const line = afterReturns(raw);
  const time = TIME.exec(line);
  const text = time ? line.slice(time[0].length) : line;
  return { number, at: time?.[1], text, level: logLevel(text) };
}

/** Gathers lines from pieces of text. At most `most` lines are kept; older ones leave. */
export class LogText {
  #lines: LogLine[] = [];
  #count = 0;
  /** The line that is still being written. */
  #open = '';
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  push(piece: string) {
    const parts = (this.#open + piece).split('\n');
    const open = parts.pop() ?? '';
    const lines = parts.map((raw) => parseLine(raw, ++this.#count));
    // A progress bar without an end would otherwise grow for hours. Its last return may still be followed by a line feed.
    this.#open = open.includes('\r') ? afterReturns(open) + (open.endsWith('\r') ? '\r' : '') : open;
    this.#lines = [...this.#lines, ...lines].slice(-this.#most);
  }

  /** All lines, the unfinished one last. */
  get lines(): LogLine[] {
    return withoutAnsi(this.#open).trim() ? [...this.#lines, parseLine(this.#open, this.#count + 1)] : this.#lines;
  }

  get dropped(): number {
    return this.#count - this.#lines.length;
  }
}
