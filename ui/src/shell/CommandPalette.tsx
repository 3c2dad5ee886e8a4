// Search and run: actions on matching notebooks, places to go, commands. Opened by Ctrl K.
import { useState, type ReactNode } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import {
  ArrowRight,
  Boxes,
  KeyRound,
  Monitor,
  Moon,
  NotebookText,
  Plus,
  Search,
  Settings2,
  Square,
  Sun,
  type LucideIcon,
} from 'lucide-react';
import { useNavigate } from 'react-router';
import { graphql } from '../api/graphql';
import { apiQuery } from '../api/query';
import { t } from '../messages/en';
import { Kbd } from '../ui/Kbd';
import { groupPath } from './current-group';
import { useMe, type Group } from './me';
import { showOverlay, useOverlay } from './overlays';
import { useChooseTheme } from './theme-choice';
import './CommandPalette.css';

const PaletteDocument = graphql(`
  query PaletteNotebooks {
    notebooksConnection(where: { mine: true }, pageSize: 50) {
      nodes {
        id
        name
        phase
        openUrl
        settings {
          instanceType
        }
        group {
          name
          displayName
        }
      }
    }
  }
`);

export function CommandPalette({ group }: { group?: Group }) {
  const [open, setOpen] = useOverlay('palette');
  const [search, setSearch] = useState('');
  const navigate = useNavigate();
  const me = useMe();
  const chooseTheme = useChooseTheme();
  const { data } = useQuery(apiQuery(PaletteDocument, {}, ['notebook']));
  const notebooks = data?.notebooksConnection.nodes ?? [];

  const run = (action: () => void) => () => {
    setOpen(false);
    action();
  };
  const go = (path: string) => run(() => void navigate(path));
  const item = (icon: LucideIcon, title: string, sub: string, onSelect: () => void, keys?: string[]) => (
    <Item key={`${title} ${sub}`} icon={icon} title={title} sub={sub} search={search} onSelect={onSelect} keys={keys} />
  );
  const about = (n: (typeof notebooks)[number]) =>
    `${t.shell.notebook}, ${t.notebooks.phase[n.phase].toLowerCase()}, ${n.settings.instanceType}`;

  return (
    <Command.Dialog
      open={open}
      onOpenChange={setOpen}
      label={t.shell.paletteTitle}
      className="palette"
      overlayClassName="palette-mask"
      loop
    >
      <div className="palette-input">
        <Search size={18} color="var(--ph-text-3)" aria-hidden />
        <Command.Input value={search} onValueChange={setSearch} placeholder={t.shell.searchOrRun} />
        <Kbd>Esc</Kbd>
      </div>
      <Command.List label={t.shell.paletteTitle}>
        <Command.Empty className="palette-none">{t.shell.paletteNothing}</Command.Empty>
        {search && (
          <Command.Group heading={t.shell.paletteDo}>
            {notebooks.flatMap((notebook) => [
              ...(notebook.openUrl
                ? [
                    item(
                      ArrowRight,
                      `${t.shell.openThing} ${notebook.name}`,
                      about(notebook),
                      run(() => window.open(notebook.openUrl ?? '', '_blank', 'noopener')),
                    ),
                  ]
                : []),
              ...(notebook.phase === 'Running' || notebook.phase === 'Starting' || notebook.phase === 'Queued'
                ? [
                    item(
                      Square,
                      `${t.shell.stopThing} ${notebook.name}`,
                      t.shell.asksFirst,
                      go(`/g/${notebook.group.name}/notebooks/${notebook.id}?ask=stop`),
                    ),
                  ]
                : []),
            ])}
          </Command.Group>
        )}
        <Command.Group heading={t.shell.paletteGo}>
          {notebooks.map((n) =>
            item(
              NotebookText,
              n.name,
              `${about(n)}, ${n.group.displayName || n.group.name}`,
              go(`/g/${n.group.name}/notebooks/${n.id}`),
            ),
          )}
          {search &&
            me.groups
              .filter(({ id }) => id !== group?.id)
              .map((other) => item(Boxes, other.displayName, t.shell.group, go(groupPath(other, 'home'))))}
        </Command.Group>
        <Command.Group heading={t.shell.paletteCommands}>
          {group &&
            item(Plus, t.shell.newNotebook, t.shell.inGroup(group.displayName), go(groupPath(group, 'notebooks/new')), [
              'N',
              'N',
            ])}
          {me.groups.length > 1 &&
            item(
              Boxes,
              t.shell.switchGroup,
              '',
              run(() => setTimeout(() => showOverlay('groups'))),
              ['G', 'G'],
            )}
          {item(KeyRound, t.shell.apiTokens, '', go('/account/api-tokens'))}
          {me.isAdmin && item(Settings2, t.shell.adminPortal, '', go('/admin'))}
          {item(
            Sun,
            t.shell.lightTheme,
            '',
            run(() => chooseTheme('light')),
          )}
          {item(
            Moon,
            t.shell.darkTheme,
            '',
            run(() => chooseTheme('dark')),
          )}
          {item(
            Monitor,
            t.shell.systemTheme,
            '',
            run(() => chooseTheme('system')),
          )}
        </Command.Group>
      </Command.List>
      <div className="palette-foot not-phone">
        <span>
          <Kbd>↑</Kbd> <Kbd>↓</Kbd> {t.shell.paletteChoose}
        </span>
        <span>
          <Kbd>Enter</Kbd> {t.shell.paletteRun}
        </span>
        <span className="grow" />
        <span>
          <Kbd>?</Kbd> {t.shell.paletteAllKeys}
        </span>
      </div>
    </Command.Dialog>
  );
}

type ItemProps = {
  icon: LucideIcon;
  title: string;
  sub: string;
  search: string;
  onSelect: () => void;
  keys?: string[];
};

function Item({ icon: Icon, title, sub, search, onSelect, keys }: ItemProps) {
  return (
    <Command.Item value={`${title} ${sub}`} onSelect={onSelect}>
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
  const at = search ? text.toLocaleLowerCase().indexOf(search.toLocaleLowerCase()) : -1;
  if (at < 0) return text;
  return (
    <>
      {text.slice(0, at)}
      <span className="hit">{text.slice(at, at + search.length)}</span>
      {text.slice(at + search.length)}
    </>
  );
}
