import { useSuspenseQuery } from '@tanstack/react-query';
import { showMeOptions } from '@/api/@tanstack/react-query.gen';

/** Whether the person who is signed in has a right. */
export function useMay(): (right: string) => boolean {
  const { data: me } = useSuspenseQuery(showMeOptions());
  return (right) => me.permissions.includes(right);
}
