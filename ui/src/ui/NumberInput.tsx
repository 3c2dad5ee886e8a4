// A number with its unit inside the field. A wrong one is explained beside the field, never corrected silently.
import { useState, type KeyboardEvent } from 'react';
import { Input } from 'antd';
import { cleanNumber, parseNumber, stepped } from './number-text';
import './NumberInput.css';

type Props = {
  value: number | null;
  /** null for an empty field and for what is no number. */
  onChange: (value: number | null) => void;
  unit: string;
  step?: number;
  disabled?: boolean;
  placeholder?: string;
  'aria-label'?: string;
  // What Field gives to its input.
  id?: string;
  status?: 'error' | '';
  'aria-describedby'?: string;
  'aria-invalid'?: boolean;
};

export function NumberInput({ unit, step = 1, value, onChange, ...rest }: Props) {
  const [text, setText] = useState(value === null ? '' : String(value));
  // The value came from elsewhere: changes were discarded, or somebody else saved.
  if ((parseNumber(text) ?? null) !== value) setText(value === null ? '' : String(value));

  const type = (next: string) => {
    setText(next);
    onChange(parseNumber(next) ?? null);
  };
  const byKey = (event: KeyboardEvent) => {
    const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!direction) return;
    event.preventDefault();
    type(String(stepped(value, direction * step)));
  };
  return (
    <Input
      className="number-input num"
      inputMode="decimal"
      autoComplete="off"
      suffix={<span className="dim">{unit}</span>}
      value={text}
      onChange={(event) => type(cleanNumber(event.target.value))}
      onKeyDown={byKey}
      {...rest}
    />
  );
}
