// The controls above a log.
import { Button, Input, Switch } from 'antd';
import { ArrowDownToLine, Search } from 'lucide-react';
import { t } from '../messages/en';

export type LogOptions = { follow: boolean; times: boolean; wrap: boolean };

type Props = {
  search: string;
  onSearch: (text: string) => void;
  hits: number;
  previous: () => void;
  next: () => void;
  options: LogOptions;
  onOptions: (options: LogOptions) => void;
  /** Following makes sense only while lines can come. */
  live: boolean;
  download: string;
};

const words = t.workload.log;

export function LogToolbar({ search, onSearch, hits, previous, next, options, onOptions, live, download }: Props) {
  const flip = (name: keyof LogOptions) => (
    <label className="row small dim2">
      <Switch size="small" checked={options[name]} onChange={(on) => onOptions({ ...options, [name]: on })} />
      {words[name]}
    </label>
  );
  return (
    <div className="log-bar">
      <Input
        size="small"
        className="log-search"
        data-page-search
        prefix={<Search size={13} aria-hidden />}
        aria-label={words.search}
        placeholder={words.search}
        value={search}
        onChange={(event) => onSearch(event.target.value)}
        onPressEnter={(event) => (event.shiftKey ? previous() : next())}
      />
      {search && (
        <>
          <span className="dim small num" role="status">
            {hits > 0 ? words.matches(hits) : words.noMatches}
          </span>
          <Button size="small" type="text" disabled={hits === 0} onClick={previous}>
            {words.previous}
          </Button>
          <Button size="small" type="text" disabled={hits === 0} onClick={next}>
            {words.next}
          </Button>
        </>
      )}
      <span className="grow" />
      {live && flip('follow')}
      {flip('times')}
      {flip('wrap')}
      <Button size="small" icon={<ArrowDownToLine size={14} />} href={download} download>
        {words.download}
      </Button>
    </div>
  );
}
