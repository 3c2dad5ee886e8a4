// The browser's own dialog for choosing files or a folder. It has no look of its own; buttons open it.
import type { ChangeEvent, Ref } from 'react';
import { fromInput, type Chosen } from './choose';

type Props = { ref: Ref<HTMLInputElement>; label: string; folder?: boolean; onChosen: (files: Chosen[]) => void };

export function FileInput({ ref, label, folder, onChosen }: Props) {
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const chosen = fromInput(event.target.files ?? new DataTransfer().files);
    // The same file can be chosen again.
    event.target.value = '';
    if (chosen.length > 0) onChosen(chosen);
  };
  return <input ref={ref} type="file" multiple hidden aria-label={label} {...(folder && ofFolder)} onChange={choose} />;
}

/** Known to every browser, though not to React's types. */
const ofFolder = { webkitdirectory: '' };
