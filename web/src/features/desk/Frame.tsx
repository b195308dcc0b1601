import type { ReactNode } from 'react';
import { FormPage } from '@/ui/FormPage';
import { Outside } from '@/ui/Outside';

type Props = { title: string; lead?: ReactNode; children: ReactNode };

/** A page of the desk: what it is for, and one thing to do. */
export function Frame({ title, lead, children }: Props) {
  return (
    <Outside title={title}>
      <FormPage title={title} lead={lead}>
        {children}
      </FormPage>
    </Outside>
  );
}
