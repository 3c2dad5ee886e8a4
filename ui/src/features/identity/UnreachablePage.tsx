// The same state as a page of its own, when not even the portal could be loaded.
import type { ApiError } from '../../api/errors';
import { Themed } from '../../ui/Themed';
import '../../ui/Panel.css';
import { UnreachableState } from './UnreachableState';

export function UnreachablePage(props: { error: ApiError; retry: () => void }) {
  return (
    <Themed>
      <UnreachableState {...props} />
    </Themed>
  );
}
