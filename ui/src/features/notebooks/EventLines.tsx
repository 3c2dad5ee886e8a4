// The events of a start as lines of a log.
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { ArrowDownToLine } from 'lucide-react';
import type { LogLevel } from '../../format/log-lines';
import { t } from '../../messages/en';
import { CopyButton } from '../../ui/CopyButton';
import { LogRow } from '../../ui/LogRow';
import { Panel } from '../../ui/Panel';
import { PanelState } from '../../ui/PanelState';
import { saveText } from '../../ui/save';
import { eventsQuery, oldestFirst, type NotebookEvent } from './notebook-events';
import '../../ui/LogView.css';

const levels: Record<string, LogLevel | undefined> = { warn: 'warn', warning: 'warn', bad: 'fatal', error: 'fatal' };

const asText = (events: readonly NotebookEvent[]) => events.map(({ at, text }) => `${at} ${text}\n`).join('');

export function EventLines({ id, title }: { id: string; title: string }) {
  const query = useQuery(eventsQuery(id));
  const events = oldestFirst(query.data?.notebook?.events ?? []);
  return (
    <Panel
      flush
      title={title}
      extra={
        events.length > 0 && (
          <>
            <CopyButton size="small" quiet text={asText(events)} />
            <Button
              size="small"
              type="text"
              icon={<ArrowDownToLine size={14} />}
              onClick={() => saveText(`${id}-events.txt`, asText(events), 'text/plain')}
            >
              {t.notebooks.log.download}
            </Button>
          </>
        )
      }
    >
      <PanelState query={query} what={t.notebooks.events} height={160}>
        {() => (
          <div className="log short" role="log" aria-live="off" aria-label={title} tabIndex={0}>
            {events.length === 0 && <p className="log-empty dim">{t.notebooks.noEvents}</p>}
            {events.map(({ id: key, at, text, level }, i) => (
              <LogRow
                key={key}
                line={{ number: i + 1, at, text, level: levels[level] }}
                times
                mark=""
                current={false}
              />
            ))}
          </div>
        )}
      </PanelState>
    </Panel>
  );
}
