// The address of the notebooks page in earlier versions. With settings in the link it led to a start, and still does.
import { Navigate, useLocation, useParams } from 'react-router';

export function FromHubLink() {
  const { group = '' } = useParams();
  const { search } = useLocation();
  const asksToStart = ['instancetype', 'image', 'autolaunch', 'path'].some((name) =>
    new URLSearchParams(search).has(name),
  );
  const base = `/g/${encodeURIComponent(group)}/notebooks`;
  return <Navigate to={asksToStart ? `${base}/new${search}` : base} replace />;
}
