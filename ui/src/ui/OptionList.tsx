// One choice of several, each a row with its figures. What cannot be chosen stays in view with the reason.
import { Fragment, type ReactNode } from 'react';
import { Lock } from 'lucide-react';
import './OptionList.css';

export type Option = {
  value: string;
  name: string;
  /** One line on what it is for; replaced by the reason when it cannot be chosen. */
  note?: ReactNode;
  /** Why it cannot be chosen now. */
  blocked?: string;
  /** Figures in the columns at the right; on phones `compact` takes their place. */
  columns?: ReactNode[];
  compact?: string;
  /** Options of one caption stand together. */
  caption?: string;
};

type Props = {
  label: string;
  /** Unique on the page. */
  name: string;
  options: Option[];
  value?: string;
  onChange: (value: string) => void;
  columnTitles?: string[];
  nameTitle?: string;
  invalid?: boolean;
  describedBy?: string;
};

export function OptionList(props: Props) {
  const { label, name, options, value, onChange, columnTitles, nameTitle, invalid, describedBy } = props;
  return (
    <div
      role="radiogroup"
      aria-label={label}
      aria-invalid={invalid}
      aria-describedby={describedBy}
      tabIndex={invalid ? -1 : undefined}
    >
      {columnTitles && (
        <div className="option option-head" aria-hidden>
          <span />
          <span>{nameTitle}</span>
          {columnTitles.map((title) => (
            <span key={title} className="option-figure">
              {title}
            </span>
          ))}
        </div>
      )}
      {options.map((option, i) => (
        <Fragment key={option.value}>
          {option.caption && option.caption !== options[i - 1]?.caption && (
            <div className="option-caption">{option.caption}</div>
          )}
          <Row option={option} name={name} checked={option.value === value} onChange={onChange} />
        </Fragment>
      ))}
    </div>
  );
}

/** Three figures stand in columns of equal width; a single one takes what it needs. */
const shape = (columns?: ReactNode[]) => (!columns ? ' no-figures' : columns.length === 1 ? ' with-tag' : '');

type RowProps = { option: Option; name: string; checked: boolean; onChange: (value: string) => void };

function Row({ option, name, checked, onChange }: RowProps) {
  const { value, note, blocked, columns, compact } = option;
  const noteId = `${name}-${value}-note`;
  return (
    <label className={`option${shape(columns)}${checked ? ' on' : ''}${blocked ? ' off' : ''}`}>
      <input
        type="radio"
        name={name}
        value={value}
        checked={checked}
        disabled={Boolean(blocked)}
        aria-describedby={noteId}
        onChange={() => onChange(value)}
      />
      <span>
        <span className="option-name mono">{option.name}</span>
        <span id={noteId} className={blocked ? 'option-why' : 'option-note'}>
          {blocked && <Lock size={12} aria-hidden />}
          {blocked ?? note}
        </span>
        {compact && <span className="option-compact num">{compact}</span>}
      </span>
      {columns?.map((figure, i) => (
        <span key={i} className="option-figure num">
          {figure}
        </span>
      ))}
    </label>
  );
}
