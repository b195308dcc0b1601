import { createFileRoute } from '@tanstack/react-router';
import { RequestPage } from '@/features/privacy/Request';

export const Route = createFileRoute('/_in/requests/$requestId')({ component: Page });

function Page() {
  return <RequestPage id={Route.useParams().requestId} />;
}
