/** What messages sell. Limits and forms are those of Meta's reference of interactive messages. */

/** At most 10, of 30 products together; of several each has a title of up to 24 characters. */
export interface ProductSection {
  title?: string;
  retailerIds: string[];
}

/** Money is in hundredths of the currency. */
export interface BillItem {
  retailerId: string;
  /** Up to 60 characters. */
  name: string;
  quantity: number;
  price100: number;
  /** What is paid instead, where that is less. */
  salePrice100?: number;
}

export interface Charge {
  amount100: number;
  /** Up to 60 characters. */
  description?: string;
}

/**
 * Asks for money in the way that WhatsApp has in India: rupees, through UPI. What it comes to is
 * added up from its parts, so that no sum can contradict them.
 */
export interface Bill {
  /** Of this order alone: up to 35 letters, digits, underscores, dashes and dots. */
  referenceId: string;
  goods: 'digital' | 'physical';
  /** The name under which Meta knows where the money goes; up to 60 characters. */
  paymentConfiguration: string;
  items: BillItem[];
  tax: Charge;
  shipping?: Charge;
  /** The name of its program has up to 60 characters. */
  discount?: Charge & { program?: string };
}

/** How far the order of an earlier bill has come. */
export interface OrderProgress {
  referenceId: string;
  status: 'pending' | 'processing' | 'partially_shipped' | 'shipped' | 'completed' | 'canceled';
  /** Up to 120 characters. */
  description?: string;
}
