import { createFileRoute } from '@tanstack/react-router';
import { MyData } from '@/features/desk/MyData';

export const Route = createFileRoute('/my-data/$token')({ component: Page });

function Page() {
  return <MyData token={Route.useParams().token} />;
}
