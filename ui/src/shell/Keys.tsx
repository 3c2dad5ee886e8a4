// The keyboard of the whole portal: what each key does, the list of all keys, and the palette, loaded at first use.
import { lazy, Suspense, useEffect } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { chooseGroup, groupPath } from './current-group';
import { useHotkeys } from './hotkeys';
import { useMe } from './me';
import { showOverlay, useOverlay } from './overlays';

const CommandPalette = lazy(async () => ({ default: (await import('./CommandPalette')).CommandPalette }));
const KeysDialog = lazy(async () => ({ default: (await import('./KeysDialog')).KeysDialog }));

export function Keys() {
  const [paletteOpen] = useOverlay('palette');
  const [keysOpen] = useOverlay('keys');
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const { groups } = useMe();
  const group = chooseGroup(groups, decodeURIComponent(/^\/g\/([^/]+)/.exec(pathname)?.[1] ?? ''));
  const go = (path: string) => () => group && void navigate(groupPath(group, path));

  useHotkeys({
    '?': () => showOverlay('keys'),
    '/': () => document.querySelector<HTMLInputElement>('input[data-page-search]')?.focus(),
    'g h': go('home'),
    'g n': go('notebooks'),
    'g j': go('jobs'),
    'g f': go('files'),
    'g d': go('datasets'),
    'g g': () => showOverlay('groups'),
    'n n': go('notebooks/new'),
    'n j': go('jobs/new'),
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      showOverlay('palette');
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
  useEffect(() => showOverlay(undefined), [pathname]);

  return (
    <Suspense fallback={null}>
      {paletteOpen && <CommandPalette group={group} />}
      {keysOpen && <KeysDialog />}
    </Suspense>
  );
}
