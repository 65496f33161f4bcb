# What `thenchot verify portal` says.

verify-counts = { $entries } mục trong { $bundles } gói có chữ ký
verify-problem = KHÔNG KHỚP: { $what }
verify-wrong = { $count } thứ trên cổng không do văn phòng đăng. Dừng chương trình, sao lại thư mục dữ liệu để còn xem xét, chạy `thenchot rebuild portal` rồi khởi động lại.
verify-sound = Mọi thứ trên cổng đều do văn phòng đăng.
verify-place = mục { $seq } của luồng { $stream } ({ $kind ->
    [edition] bài { $subject }, bản { $edition }
    [withdrawal] gỡ bài { $subject }
    [paper] văn bản { $subject }, bản { $edition }
    [paper_withdrawal] gỡ văn bản { $subject }
    [figure] số liệu { $subject }
    [address] địa chỉ cũ { $subject }
    [layout] trang chủ { $subject }
    [site] cổng { $subject }
    [standing] nơi đăng bài { $subject }
   *[other] { $kind } { $subject }
})
verify-bundle = các mục { $first } đến { $last } của luồng { $stream } không phải những gì đã ký: { $what }
verify-unexplained = { $place } không có gói có chữ ký nào mang sang
verify-misplaced = { $place } nói về thứ khác với điều ghi trong sổ
verify-length = sổ của luồng { $stream } dừng ở mục { $found }, mà mục sang sau cùng là { $noted }
verify-not-issued = mục { $seq } của luồng { $stream } không phải thứ văn phòng đăng dưới số này
verify-file = tệp { $hash } của văn bản { $paper } không hiện được: { $error }
