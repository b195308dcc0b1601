import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { showTemplateOptions } from '@/api/@tanstack/react-query.gen';
import { Write } from './Write';

/** A draft, opened again: as it was when it was opened, until somebody asks for the newer one. */
export function Edit() {
  const { templateId } = useParams({ from: '/_in/templates/$templateId/edit' });
  const queries = useQueryClient();
  const options = showTemplateOptions({ path: { template_id: templateId } });
  const { data } = useSuspenseQuery(options);
  const [opened, setOpened] = useState(data);
  const old = opened.id === data.id ? opened : data;
  const showOther = async () => setOpened(await queries.fetchQuery({ ...options, staleTime: 0 }));
  return <Write key={old.version_id} old={old} showOther={() => void showOther()} />;
}
