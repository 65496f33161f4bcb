# What `thenchot import joomla` and `import wordpress` say.

legacy-found-joomla = Joomla { $version }, bảng { $prefix }*, { $articles } bài
legacy-found-wordpress = WordPress, { $articles } bài
legacy-site = Trang cũ: { $name }{ $first ->
    [yes] {""}
   *[no] {" (giữ riêng với trang đã chuyển trước)"}
}
legacy-another-site = Không chuyển: nhà này đã có bài của trang “{ $there }”, còn tệp này { $guess ->
    [none] là của một trang khác
   *[other] là của “{ $guess }”
}{ $others ->
    [0] .
   *[other] : { $others } bài trùng số mà khác cả đầu đề lẫn ngày.
}
    Nếu là trang khác: chạy lại với --site TÊN (nên là tên miền cũ của nó, như tanchau.gov.vn); hai trang được giữ riêng.
    Nếu đúng là trang ấy: chạy lại với --site { $there }
legacy-site-name = “{ $name }” không thể là tên trang: chỉ gồm chữ thường không dấu, số, dấu chấm và gạch nối, như tanchau.gov.vn
legacy-row = dòng { $line } ({ $name }): { $what }
legacy-more = … và { $rows } dòng nữa, xem trong tệp báo cáo
legacy-breaks-off = tệp bị cắt giữa chừng từ dòng này; phần trước đó vẫn đọc được
legacy-unreadable = không đọc tiếp được: { $why }
legacy-not-understood = câu lệnh không hiểu được, đã bỏ qua
legacy-too-long = một ô dài quá 16 MiB, đã bỏ qua dòng này
legacy-columns = dòng có { $found } giá trị, bảng có { $expected } cột
legacy-no-columns = bảng { $table } không có tên cột; khi xuất hãy chọn cả cấu trúc bảng
legacy-progress = { $done } / { $all } bài, { $speed } bài một giây, còn khoảng { $left }
legacy-seconds = { $n } giây
legacy-minutes = { $n } phút
legacy-preview = { $public } bài sẽ lên cổng, { $kept } bài được giữ mà không hiện, { $gone } bài đã bỏ (địa chỉ cũ báo là không còn), { $wrong } dòng sai, { $addresses } địa chỉ cũ, { $pictures } ảnh. Chưa có gì thay đổi.
legacy-done = lô { $batch }: { $new } bài mới, { $changed } bài đổi, { $same } bài như cũ, { $wrong } dòng sai, { $addresses } địa chỉ cũ, { $pictures } ảnh, trong { $seconds } giây
legacy-sections = Chuyên mục: { $names }
legacy-states = Không hiện: { $names }
legacy-reads = Lượt đọc cũ mang theo: { $reads }
legacy-noted = Cần xem lại: { $outside } liên kết ra ngoài, { $removed } liên kết đã gỡ (giấu, cờ bạc, không an toàn), { $hidden } đoạn chữ giấu đã bỏ, { $fonts } đoạn chuyển phông, { $missing } ảnh không có, { $files } tệp văn bản, { $menus } mục trình đơn không mang theo được, { $undated } bài không có ngày (lấy ngày chuyển, không vào tin mới), { $left } bài tòa soạn đã gỡ, { $corrected } bài tòa soạn đã sửa (đều để nguyên)
legacy-report = Báo cáo từng bài: { $file }
legacy-ask-report = Thêm --report bao-cao.csv để có danh sách từng bài.
legacy-kept-unpublished = chưa đăng
legacy-kept-restricted = chỉ cho người đăng nhập
legacy-kept-category = trong chuyên mục chưa đăng hay chỉ cho người đăng nhập
legacy-kept-expired = đã hết hạn hiện
legacy-kept-later = chưa đến ngày hiện
legacy-kept-module = khung chữ bên cạnh bài
legacy-kind-wrong = sai
legacy-kind-kept = giữ, không hiện
legacy-kind-outside = liên kết ra ngoài
legacy-kind-hidden-link = liên kết giấu, đã gỡ
legacy-kind-gambling = liên kết cờ bạc, đã gỡ
legacy-kind-unsafe = liên kết không an toàn, đã gỡ
legacy-kind-hidden = chữ giấu, đã bỏ
legacy-kind-font = đã chuyển phông
legacy-kind-capitals = chữ hoa có thể đã mất
legacy-kind-embedded = phim, khung, chương trình, đã bỏ
legacy-kind-foreign = ảnh ở nơi khác, không mang theo
legacy-kind-missing = ảnh không có trong thư mục
legacy-kind-undated = không có ngày: lấy ngày chuyển, xếp sau mọi bài, không vào tin mới
legacy-kind-picture = ảnh
legacy-kind-file = tệp văn bản, cần đưa lên lại
legacy-kind-sign = ký hiệu của phần mở rộng, đã bỏ
legacy-kind-menu = mục trình đơn, không mang theo được
legacy-kind-left = tòa soạn đã gỡ, để nguyên
legacy-kind-corrected = tòa soạn đã sửa, để nguyên bản sửa
legacy-kind-banner = quảng cáo, biểu ngữ
legacy-picture-folder = đưa thư mục ảnh bằng --images
legacy-picture-absent = không thấy tệp
legacy-picture-large = lớn quá { $most } MB
legacy-picture-none = không phải ảnh JPEG, PNG, GIF hay WebP, hoặc quá nhiều điểm ảnh
legacy-pieces = { $pieces ->
    [0] Không có trình đơn, khung liên kết hay biểu ngữ nào để mang theo.
   *[other] {$pieces} trình đơn, khung liên kết và biểu ngữ chờ biên tập viên lấy vào trang chủ (Sắp xếp trang chủ, Từ trang cũ).
}
legacy-undone = Đã rút lô { $batch }: { $articles } bài (bài do lô này thêm thì gỡ, bài nó đổi thì trở lại như trước), { $pictures } tệp ảnh không còn bài nào dùng.
legacy-batch = { $batch }  { $at }  { $file }  { $articles } bài{ $undone ->
    [yes] {"  đã rút lại"}
   *[no] {""}
}
legacy-no-batches = Chưa chuyển tệp nào.
rows-look = { $right } bài chuyển được, { $wrong } dòng sai. Chưa có gì thay đổi.
rows-done = lô { $batch }: { $new } bài mới, { $changed } bài đổi, { $same } bài như cũ, { $left } bài để nguyên vì tòa soạn đã gỡ hay sửa, { $wrong } dòng sai, trong { $seconds } giây
rows-progress = { $done } dòng, { $speed } dòng một giây
rows-wrong = dòng { $line }: { $what }
rows-more = … và { $rows } dòng sai nữa
rows-not-brought = { $rows } dòng chưa chuyển được; sửa rồi chạy lại tệp
rows-twice = id { $id } đã có ở một dòng trước
rows-unreadable = không đọc được: { $why }
rows-broken = tệp bị hỏng: { $why }
rows-too-long = dòng dài hơn { $most } byte
legacy-no-batch = Không có lô { $batch }; xem các lô bằng thenchot import list
legacy-no-joomla = Trong tệp này không có trang Joomla nào: không bảng nào có tên kết thúc bằng “content” mà chứa bài. Nếu là WordPress thì xuất từ Công cụ → Xuất và dùng thenchot import wordpress.
legacy-several = Tệp này có nhiều trang Joomla; chọn một bằng --prefix: { $prefixes }
legacy-no-wordpress = Trong tệp này không có bài nào; tệp phải do WordPress xuất ra (Công cụ → Xuất → Tất cả nội dung).
legacy-all-wrong = Không chuyển được gì: { $rows } dòng sai.
live-no-user = Địa chỉ thiếu tên người dùng; viết như mysql://user@host:3306/database
live-no-database = Địa chỉ thiếu tên cơ sở dữ liệu; viết như mysql://user@host:3306/database
live-no-port = “{ $port }” không phải số cổng; viết như mysql://user@host:3306/database
live-odd-signs = Địa chỉ có ký tự không thể có; viết như mysql://user@host:3306/database
live-password = Không ghi mật khẩu trong địa chỉ: ai dùng máy này cũng đọc được. Ghi mật khẩu vào một tệp rồi chỉ tệp ấy bằng --password-file, hoặc đặt vào biến { $variable }.
live-no-file = Không đọc được tệp mật khẩu { $file }
live-odd-password = Mật khẩu có dấu xuống dòng hay ký tự không gõ được.
live-not-started = Không chạy được { $program }
live-no-program = Máy này chưa có { $programs } (Debian: apt install mariadb-client). Không cài được thì chuyển từ tệp kết xuất.
live-refused = { $program } không đọc được cơ sở dữ liệu: { $said }
live-refused-password = Cơ sở dữ liệu không nhận tên người dùng hay mật khẩu. { $said }
live-refused-rights = Người dùng này không được đọc cơ sở dữ liệu ấy. { $said }
live-refused-database = Không có cơ sở dữ liệu tên ấy. { $said }
live-refused-place = Không máy chủ nào trả lời ở địa chỉ và cổng ấy. { $said }
legacy-head-line = Dòng
legacy-head-name = Bài
legacy-head-kind = Việc
legacy-head-what = Nội dung
