import { createFileRoute } from '@tanstack/react-router';
import { Codes } from '@/features/accounts/Codes';

export const Route = createFileRoute('/_out/codes')({ component: Codes });
