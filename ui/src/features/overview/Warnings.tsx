// What needs an administrator, each with what to do.
import { Note } from '../../ui/Note';
import type { Overview } from './OverviewPage';

export function Warnings({ warnings }: { warnings: Overview['warnings'] }) {
  return warnings.map(({ name, detail, state, nextStep }) => (
    <Note key={`${name} ${detail}`} tone={state === 'bad' ? 'bad' : 'warn'}>
      <b className="strong">{name}</b> {detail} {nextStep}
    </Note>
  ));
}
