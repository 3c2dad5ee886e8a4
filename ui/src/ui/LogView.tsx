// A log: search, follow, times, wrap, download, and only the lines in view in the document.
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { Button } from 'antd';
import { useNow } from '../api/clock';
import { number } from '../format/number';
import { withoutAnsi } from '../format/log-lines';
import { age } from '../format/time';
import { t } from '../messages/en';
import { LogRow } from './LogRow';
import { LogToolbar } from './LogToolbar';
import type { LogState } from './log-stream';
import { TAIL } from './log-stream';
import './LiveDot.css';
import './LogView.css';

const LINE_HEIGHT = 20;

type Props = {
  log: LogState;
  /** Where the whole log can be downloaded. */
  download: string;
  /** Said when there are no lines. */
  empty: string;
};

export function LogView({ log, download, empty }: Props) {
  const { lines, state } = log;
  const [options, setOptions] = useState({ follow: true, times: true, wrap: true });
  const [search, setSearch] = useState('');
  const [at, setAt] = useState(0);
  const [seen, setSeen] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const hits = useHits(lines, useDeferredValue(search));
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 20,
  });

  useEffect(() => {
    if (options.follow && lines.length > 0) rows.scrollToIndex(lines.length - 1, { align: 'end' });
    // The virtualizer is another object in every render; new lines are what moves the view.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [options.follow, options.wrap, lines]);

  const setFollow = (follow: boolean) => {
    setOptions((old) => ({ ...old, follow }));
    setSeen(lines.length);
  };
  const pause = () => options.follow && setFollow(false);
  const resumeAtEnd = () => {
    const element = box.current;
    if (!element || options.follow || state !== 'live') return;
    if (element.scrollHeight - element.scrollTop - element.clientHeight < 4) setFollow(true);
  };
  const goTo = (index: number) => {
    if (hits.length === 0) return;
    const next = (index + hits.length) % hits.length;
    pause();
    setAt(next);
    rows.scrollToIndex(hits[next] ?? 0, { align: 'center' });
  };

  return (
    <div className="log-view">
      <LogToolbar
        search={search}
        onSearch={(text) => {
          setSearch(text);
          setAt(0);
        }}
        hits={hits.length}
        previous={() => goTo(at - 1)}
        next={() => goTo(at + 1)}
        options={options}
        onOptions={(next) => (next.follow === options.follow ? setOptions(next) : setFollow(next.follow))}
        live={state === 'live' || state === 'reconnecting'}
        download={download}
      />
      <div
        ref={box}
        className={`log${options.wrap ? '' : ' no-wrap'}`}
        role="log"
        aria-live="off"
        aria-label={t.workload.log.label}
        tabIndex={0}
        onWheel={(event) => event.deltaY < 0 && pause()}
        onTouchMove={pause}
        onKeyDown={(event) => ['ArrowUp', 'PageUp', 'Home'].includes(event.key) && pause()}
        onScroll={resumeAtEnd}
      >
        {lines.length === 0 && state !== 'loading' && <p className="log-empty dim">{empty}</p>}
        <div className="log-lines" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const line = lines[index];
            if (!line) return null;
            return (
              <div
                key={index}
                ref={rows.measureElement}
                data-index={index}
                className="log-place"
                style={{ transform: `translateY(${start}px)` }}
              >
                <LogRow line={line} times={options.times} mark={search} current={hits[at] === index && search !== ''} />
              </div>
            );
          })}
        </div>
      </div>
      {!options.follow && lines.length > seen && (
        <Button className="log-newest" size="small" onClick={() => setFollow(true)}>
          {t.workload.log.newest(lines.length - seen)}
        </Button>
      )}
      <LogFoot log={log} download={download} />
    </div>
  );
}

function useHits(lines: LogState['lines'], search: string): number[] {
  return useMemo(() => {
    const wanted = search.toLocaleLowerCase();
    if (!wanted) return [];
    return lines.flatMap((line, i) => (withoutAnsi(line.text).toLocaleLowerCase().includes(wanted) ? [i] : []));
  }, [lines, search]);
}

function LogFoot({ log: { lines, state, lastAt, error }, download }: { log: LogState; download: string }) {
  const now = useNow(5);
  const shown = number(lines.length);
  const whole = lines.length < TAIL;
  return (
    <div className="foot small num">
      <span className="row">
        {state === 'live' && <span className="live-dot" aria-hidden />}
        {state === 'live' && t.workload.log.live}
        {state === 'live' && lastAt && lines.length > 0 && `, ${t.workload.log.lastLine(age(lastAt, now))}`}
        {state === 'reconnecting' && error && <span className="t-warn">{t.workload.log.reconnecting}</span>}
        {state === 'ended' && lines.length > 0 && t.workload.log.ended}
      </span>
      {lines.length > 0 && (
        <span>
          {whole ? t.workload.log.all(shown) : t.workload.log.shown(shown)}{' '}
          {!whole && (
            <a href={download} download>
              {t.workload.log.downloadAll}
            </a>
          )}
        </span>
      )}
    </div>
  );
}
