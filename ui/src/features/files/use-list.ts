// State of a folder's list in the address: search, order, page, rows a page.
import { useListState, type ListState } from '../../ui/list-state';

export function useFolderList(): ListState {
  const list = useListState(['rows'], { column: 'name', direction: 'asc' });
  // The number of rows narrows nothing.
  return { ...list, narrowed: list.keyword ? 1 : 0, clear: () => list.setKeyword('') };
}
