// One line of a log: number, time, and the text with its colours and search hits.
import { memo, type ReactNode } from 'react';
import Anser, { type AnserJsonEntry } from 'anser';
import type { LogLine } from '../format/log-lines';
import { clockWithSeconds } from '../format/time';

type Props = { line: LogLine; times: boolean; mark: string; current: boolean };

export const LogRow = memo(function LogRow({ line, times, mark, current }: Props) {
  const parts = Anser.ansiToJson(line.text, { use_classes: true, remove_empty: true });
  return (
    <div className={`log-line${line.level ? ` log-${line.level}` : ''}${current ? ' current' : ''}`}>
      <span className="log-number" aria-hidden>
        {line.number}
      </span>
      {times && line.at && <span className="log-time">{clockWithSeconds(line.at)}</span>}
      <span className="log-text">
        {parts.map((part, i) => (
          <span key={i} className={classesOf(part)}>
            {marked(part.content, mark)}
          </span>
        ))}
      </span>
    </div>
  );
});

/** Only the sixteen named colours: they have tokens of ours, which can be read on both grounds. */
function classesOf({ fg, decorations }: AnserJsonEntry): string | undefined {
  const color = /^ansi-(bright-)?(black|red|green|yellow|blue|magenta|cyan|white)$/.test(fg ?? '') ? fg : '';
  return [color, ...decorations.map((name) => `ansi-${name}`)].filter(Boolean).join(' ') || undefined;
}

function marked(text: string, mark: string): ReactNode {
  if (!mark) return text;
  const wanted = mark.toLocaleLowerCase();
  const low = text.toLocaleLowerCase();
  const parts: ReactNode[] = [];
  let from = 0;
  for (let at = low.indexOf(wanted); at >= 0; at = low.indexOf(wanted, from)) {
    parts.push(text.slice(from, at), <mark key={at}>{text.slice(at, at + mark.length)}</mark>);
    from = at + mark.length;
  }
  parts.push(text.slice(from));
  return parts;
}
