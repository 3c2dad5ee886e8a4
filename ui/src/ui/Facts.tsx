// Names and values in two columns, for asides; and the strip of facts below the head of a detail page.
import type { ReactNode } from 'react';
import './Facts.css';

export type Fact = [name: string, value: ReactNode];

export function Facts({ rows }: { rows: Fact[] }) {
  return (
    <dl className="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function FactStrip({ rows }: { rows: Fact[] }) {
  return (
    <dl className="fact-strip panel">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
