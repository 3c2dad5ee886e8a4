// Search and run: actions on matching notebooks and jobs, places to go, commands. Opened by Ctrl K.
import { useEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import { Command, useCommandState } from 'cmdk';
import { Search } from 'lucide-react';
import { t } from '../messages/en';
import { Kbd } from '../ui/Kbd';
import type { Group } from './me';
import { useOverlay } from './overlays';
import { usePaletteEntries, type Entry, type Section } from './palette-entries';
import './CommandPalette.css';

const sections: [Section, string][] = [
  ['do', t.shell.paletteDo],
  ['go', t.shell.paletteGo],
  ['command', t.shell.paletteCommands],
];

export function CommandPalette({ group }: { group?: Group }) {
  const [open, setOpen] = useOverlay('palette');
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const search = text.trim().toLocaleLowerCase();
  const entries = usePaletteEntries(group).filter(
    ({ title, onlyFound }) => title.toLocaleLowerCase().includes(search) && (search !== '' || !onlyFound),
  );
  return (
    <Command.Dialog
      open={open}
      onOpenChange={setOpen}
      label={t.shell.paletteTitle}
      className="palette"
      overlayClassName="palette-mask"
      loop
      shouldFilter={false}
    >
      <div className="palette-input">
        <Search size={18} color="var(--ph-text-3)" aria-hidden />
        <Command.Input ref={input} value={text} onValueChange={setText} placeholder={t.shell.searchOrRun} />
        <Kbd>Esc</Kbd>
      </div>
      <Command.List label={t.shell.paletteTitle}>
        <Command.Empty className="palette-none">{t.shell.paletteNothing}</Command.Empty>
        {sections.map(([section, heading]) => {
          const shown = entries.filter((entry) => entry.section === section);
          if (shown.length === 0) return null;
          return (
            <Command.Group key={section} heading={heading}>
              {shown.map((entry) => (
                <Item
                  key={`${entry.title} ${entry.sub} ${entry.id}`}
                  entry={entry}
                  search={search}
                  close={() => setOpen(false)}
                />
              ))}
            </Command.Group>
          );
        })}
      </Command.List>
      <NameChosen input={input} />
      <div className="palette-foot not-phone">
        <span>
          <Kbd>↑</Kbd> <Kbd>↓</Kbd> {t.shell.paletteChoose}
        </span>
        <span>
          <Kbd>Enter</Kbd> {t.shell.paletteRun}
        </span>
      </div>
    </Command.Dialog>
  );
}

/** cmdk names the chosen line to screen readers a step too late; this names the one that is drawn as chosen. */
function NameChosen({ input }: { input: RefObject<HTMLInputElement | null> }) {
  useCommandState(({ value, selectedItemId }) => `${value} ${selectedItemId}`);
  useEffect(() => {
    const chosen = document.querySelector('[cmdk-item][aria-selected="true"]');
    if (chosen) input.current?.setAttribute('aria-activedescendant', chosen.id);
    else input.current?.removeAttribute('aria-activedescendant');
  });
  return null;
}

function Item({ entry, search, close }: { entry: Entry; search: string; close: () => void }) {
  const { section, icon: Icon, title, sub, run, keys, id = '' } = entry;
  const choose = () => {
    close();
    // After the palette is gone, so that what opens next gets the focus.
    setTimeout(run);
  };
  return (
    <Command.Item value={`${section} ${title} ${sub} ${id}`} onSelect={choose}>
      <Icon size={17} strokeWidth={1.75} aria-hidden />
      <span className="trunc grow">
        <b>{marked(title, search)}</b> <span className="dim small">{sub}</span>
      </span>
      {keys?.map((key, i) => (
        <Kbd key={i}>{key}</Kbd>
      ))}
    </Command.Item>
  );
}

/** The part that matches in the accent. */
function marked(text: string, search: string): ReactNode {
  const at = search ? text.toLocaleLowerCase().indexOf(search) : -1;
  if (at < 0) return text;
  return (
    <>
      {text.slice(0, at)}
      <span className="hit">{text.slice(at, at + search.length)}</span>
      {text.slice(at + search.length)}
    </>
  );
}
