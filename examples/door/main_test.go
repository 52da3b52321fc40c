package main

func Example() {
	main()
	// Output:
	// B-1 denied: nobody's
	// B-1 granted: welcome, Ada
	// B-1 denied: already_checked_in
	// B-2 granted: welcome, Grace
	// B-3 denied: zone_full
	// inside 2, room for 0, scans in the book 5
}
