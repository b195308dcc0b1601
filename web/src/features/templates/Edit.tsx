import { useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { showTemplateOptions } from '@/api/@tanstack/react-query.gen';
import { Write } from './Write';

export function Edit() {
  const { templateId } = useParams({ from: '/_in/templates/$templateId/edit' });
  const { data } = useSuspenseQuery(showTemplateOptions({ path: { template_id: templateId } }));
  return <Write key={data.id} old={data} />;
}
